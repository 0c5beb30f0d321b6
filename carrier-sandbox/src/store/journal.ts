import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The journal is written anew at this number of superfluous lines. */
const MAX_SUPERFLUOUS_LINES = 20_000;

/**
 * A file with one JSON line per change. A line is handed to the operating system before the reply
 * leaves, so that it survives the process (kill -9). The file is written anew under another name and
 * renamed, so that a crash leaves the old one or the new one.
 */
export class Journal {
  private readonly path: string;
  private lines = 0;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.path = join(folder, 'carrier.jsonl');
  }

  /**
   * All lines, oldest first. A last line torn by a crash is left out.
   *
   * @throws Error when another line is not JSON
   */
  read(): unknown[] {
    if (!existsSync(this.path)) return [];
    const lines = readFileSync(this.path, 'utf8').split('\n');
    lines.pop();
    return lines.map((line, index) => {
      try {
        return JSON.parse(line) as unknown;
      } catch {
        throw new Error(`${this.path}: line ${index + 1} is not JSON. Delete the file to start anew.`);
      }
    });
  }

  append(change: unknown): void {
    appendFileSync(this.path, `${JSON.stringify(change)}\n`, { mode: 0o600 });
    this.lines++;
  }

  /** Whether {@link rewrite} pays for a store of this size. */
  isLong(records: number): boolean {
    return this.lines > records + MAX_SUPERFLUOUS_LINES;
  }

  rewrite(changes: readonly unknown[]): void {
    const next = `${this.path}.new`;
    writeFileSync(next, changes.map((change) => `${JSON.stringify(change)}\n`).join(''), {
      mode: 0o600,
      flush: true,
    });
    renameSync(next, this.path);
    this.lines = changes.length;
  }
}
