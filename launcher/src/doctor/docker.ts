import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What Docker prints; rejects when it does not answer within ten seconds, or with an error. `program` is for tests. */
export async function docker(program: string, ...args: string[]): Promise<string> {
  const options = { timeout: 10_000, maxBuffer: 64 * 1024 * 1024 };
  return (await promisify(execFile)(program, args, options)).stdout;
}
