import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../user-error.js';

/** A copy and the WAL that its recovery writes. */
const SPACE_FACTOR = 1.2;

/** Undefined for a file that the server has deleted meanwhile. WAL repairs what changes during the copy. */
export async function copyFile(
  from: string,
  to: string,
): Promise<{ size: number; sha256: string } | undefined> {
  if (!existsSync(from)) return undefined;
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  const hash = createHash('sha256');
  let size = 0;
  try {
    await pipeline(
      createReadStream(from),
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hash.update(chunk);
          size += chunk.length;
          yield chunk;
        }
      },
      createWriteStream(to, { mode: 0o600, flush: true }),
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    rmSync(to, { force: true });
    return undefined;
  }
  return { size, sha256: hash.digest('hex') };
}

/** Of a time, for names of files and databases: `20260131T100000Z`. */
export const stampOf = (time: Date): string => time.toISOString().replaceAll(/[-:]|\.\d+/g, '');

/** Reports the progress of long work at most every two seconds, and not before. */
export function everyTwoSeconds(report: (done: number, total: number) => void) {
  let shown = Date.now();
  return (done: number, total: number): void => {
    if (Date.now() - shown < 2_000) return;
    shown = Date.now();
    report(done, total);
  };
}

/** SHA-256 of a file. */
export async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** Only the owner can read it. */
export function writeSynced(file: string, text: string): { size: number; sha256: string } {
  writeFileSync(file, text, { mode: 0o600, flush: true });
  return { size: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex') };
}

/** Syncs the names of the files in a folder. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

/** Throws a UserError when a copy of so many bytes does not fit beside the folder's files. */
export function requireSpace(folder: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  const [needed, free] = [bytes * SPACE_FACTOR, bavail * bsize];
  if (free < needed)
    throw new UserError(
      `${folder} has ${megabytes(free)} MB free, and ${megabytes(needed)} MB are needed. Make room first.`,
    );
}

const megabytes = (bytes: number): number => Math.ceil(bytes / 1e6);
