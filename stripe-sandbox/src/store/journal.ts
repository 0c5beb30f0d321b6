import {
  closeSync,
  fchmodSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
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
  private constructor(
    private readonly path: string,
    private file: number,
    private size: number,
    private readonly write: (file: number, bytes: Buffer) => number,
  ) {}

  /**
   * Opens `<folder>/journal.jsonl` and hands every line to `replay`. A last line torn by a crash is
   * cut off.
   *
   * @throws Error when a line in the middle cannot be read: nothing after it may be lost silently
   */
  static open(
    folder: string,
    replay: (operations: Operation[]) => void,
    write: (file: number, bytes: Buffer) => number = writeSync,
  ): Journal {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, 'journal.jsonl');
    const file = openSync(path, 'a+', 0o600);
    fchmodSync(file, 0o600);
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
    return new Journal(path, file, whole, write);
  }

  /** Writes the whole line or, on a full disk, nothing; then it throws. */
  append(operations: Operation[]): void {
    this.writeLines(`${JSON.stringify(operations)}\n`);
  }

  private writeLines(lines: string): void {
    const bytes = Buffer.from(lines);
    try {
      for (let written = 0; written < bytes.length;)
        written += this.write(this.file, bytes.subarray(written));
    } catch (error) {
      ftruncateSync(this.file, this.size);
      throw error;
    }
    this.size += bytes.length;
  }

  /** Size of the file. */
  get bytes(): number {
    return this.size;
  }

  /** Every commit, oldest first, with its length in bytes. */
  *commits(): Generator<{ operations: Operation[]; length: number }> {
    for (const line of linesOf(this.file))
      yield { operations: JSON.parse(line.toString()) as Operation[], length: line.length + 1 };
  }

  /**
   * Leaves of each commit what `keep` returns. The new file replaces the old one at once: a kill -9
   * leaves one of them, whole. On a full disk it throws, and the old one goes on.
   */
  rewrite(keep: (operations: Operation[]) => Operation[]): void {
    const path = `${this.path}.new`;
    rmSync(path, { force: true });
    const next = new Journal(path, openSync(path, 'a+', 0o600), 0, this.write);
    try {
      let lines = '';
      for (const { operations } of this.commits()) {
        const kept = keep(operations);
        if (kept.length > 0) lines += `${JSON.stringify(kept)}\n`;
        if (lines.length > CHUNK) {
          next.writeLines(lines);
          lines = '';
        }
      }
      next.writeLines(lines);
      fsyncSync(next.file);
      renameSync(path, this.path);
    } catch (error) {
      next.close();
      rmSync(path, { force: true });
      throw error;
    }
    this.close();
    [this.file, this.size] = [next.file, next.size];
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
