import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { NatsSource } from './nats-source.js';

/** The official release to download: the version of Debian's newer suite. */
const release = 'v2.15.1';
const releases = 'https://github.com/nats-io/nats-server/releases/download';

/** Time limits: short for an unreachable host, long for a slow one. */
export interface ArchiveOptions {
  baseUrl?: string;
  /** Until the list of checksums has been read. */
  answerMs?: number;
  /** Until the archive has been read. */
  downloadMs?: number;
}

/**
 * The official release archive for this platform. Its SHA-256 comes from the release's SHA256SUMS
 * over https, which detects a damaged or truncated download. It does not detect a release that was
 * replaced on its host.
 */
export function natsFromArchive(options: ArchiveOptions = {}): NatsSource {
  const { baseUrl = `${releases}/${release}`, answerMs = 5_000, downloadMs = 120_000 } = options;
  return {
    name: `the official release ${release}`,
    async obtain(target) {
      const extension = process.platform === 'linux' ? 'tar.gz' : 'zip';
      const name = `nats-server-${release}-${goSystem()}-${goArchitecture()}.${extension}`;
      const sums = (await download(`${baseUrl}/SHA256SUMS`, answerMs)).toString('utf8');
      const expected = checksumOf(name, sums);
      const archive = await download(`${baseUrl}/${name}`, downloadMs);
      const actual = createHash('sha256').update(archive).digest('hex');
      if (actual !== expected) throw new Error(`${name} has SHA-256 ${actual}, its release says ${expected}`);
      await unpack(archive, name, target);
    },
  };
}

async function download(url: string, timeoutMs: number): Promise<Buffer> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer());
  } catch (error) {
    const { message, cause } = error as Error & { cause?: { code?: string } };
    throw new Error(`${new URL(url).host} cannot be reached (${cause?.code ?? message})`, { cause: error });
  }
}

function checksumOf(name: string, sums: string): string {
  for (const line of sums.split('\n')) {
    const [checksum, file] = line.trim().split(/\s+\*?/);
    if (file && basename(file) === name && checksum) return checksum.toLowerCase();
  }
  throw new Error(`the release has no ${name}`);
}

async function unpack(archive: Buffer, name: string, target: string): Promise<void> {
  const folder = mkdtempSync(join(dirname(target), 'unpack-'));
  try {
    const file = join(folder, name);
    writeFileSync(file, archive);
    // GNU tar reads .tar.gz, the tar of macOS and Windows reads .zip too.
    await promisify(execFile)('tar', ['-xf', file, '-C', folder], { timeout: 60_000 });
    const program = basename(target);
    const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find(
      (path) => basename(path) === program,
    );
    if (!found) throw new Error(`${name} holds no ${program}`);
    chmodSync(join(folder, found), 0o755);
    renameSync(join(folder, found), target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function goSystem(): string {
  return process.platform === 'win32' ? 'windows' : process.platform;
}

function goArchitecture(): string {
  const names: Record<string, string> = { x64: 'amd64', ia32: '386', arm: 'arm7' };
  return names[process.arch] ?? process.arch;
}
