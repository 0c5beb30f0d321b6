import { closeSync, ftruncateSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Operation } from './operation.js';

const CHUNK = 4 * 1024 * 1024;
const NEWLINE = 10;

/**
 * An append-only file with one JSON line per commit. A line is handed to the operating system
 * before the commit's answer leaves, so it survives the process (kill -9), though not a power cut:
 * a sandbox need not sync each write.
 */
export class Journal {
  private constructor(private readonly file: number) {}

  /**
   * Opens `<folder>/journal.jsonl` and hands every line to `replay`. A last line torn by a crash is
   * cut off.
   *
   * @throws Error when a line in the middle cannot be read: nothing after it may be lost silently
   */
  static open(folder: string, replay: (operations: Operation[]) => void): Journal {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'journal.jsonl');
    const file = openSync(path, 'a+');
    let whole = 0;
    for (const line of linesOf(file)) {
      try {
        replay(JSON.parse(line.toString()) as Operation[]);
      } catch (cause) {
        closeSync(file);
        throw new Error(`The journal ${path} cannot be read after byte ${whole}.`, { cause });
      }
      whole += line.length + 1;
    }
    ftruncateSync(file, whole);
    return new Journal(file);
  }

  append(operations: Operation[]): void {
    writeSync(this.file, `${JSON.stringify(operations)}\n`);
  }

  close(): void {
    closeSync(this.file);
  }
}

/** Every line that ends with a newline. */
function* linesOf(file: number): Generator<Buffer> {
  let rest = Buffer.alloc(0);
  for (let position = 0; ;) {
    const chunk = Buffer.allocUnsafe(CHUNK);
    const length = readSync(file, chunk, 0, CHUNK, position);
    if (length === 0) return;
    position += length;
    rest = Buffer.concat([rest, chunk.subarray(0, length)]);
    let start = 0;
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE, start)) {
      yield rest.subarray(start, end);
      start = end + 1;
    }
    rest = rest.subarray(start);
  }
}
