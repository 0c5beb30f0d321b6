import {
  closeSync,
  createReadStream,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Operation } from './operation.js';

/**
 * An append-only file with one JSON line per commit. A line is handed to the operating system before the commit's
 * answer leaves, so it survives the process (kill -9), though not a power cut: a sandbox need not sync each write.
 */
export class Journal {
  private constructor(private readonly file: number) {}

  /** Opens `<folder>/journal.jsonl` and hands every whole line to `replay`; a line torn by a crash is cut off. */
  static async open(folder: string, replay: (operations: Operation[]) => void): Promise<Journal> {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'journal.jsonl');
    let whole = 0;
    if (existsSync(path)) {
      const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
      for await (const line of lines) {
        const operations = parse(line);
        if (!operations) break;
        replay(operations);
        whole += Buffer.byteLength(line) + 1;
      }
      lines.close();
    }
    const file = openSync(path, 'a');
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

function parse(line: string): Operation[] | undefined {
  try {
    return JSON.parse(line) as Operation[];
  } catch {
    return undefined;
  }
}
