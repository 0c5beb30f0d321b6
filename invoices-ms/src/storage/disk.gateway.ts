import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FileDamaged, type FileStore } from './file-store.js';
import { checked } from './sha256.js';

/** Files in a folder that all replicas share: `ab/abcd….pdf` without an extension. */
export class DiskGateway implements FileStore {
  constructor(private readonly folder: string) {}

  /** Synced to disk before it gets its name: a full disk or a crash leaves no part of a file. */
  async put(sha256: string, bytes: Buffer): Promise<void> {
    const file = this.fileOf(sha256);
    if (await this.has(sha256)) return;
    if (await mkdir(dirname(file), { recursive: true })) await syncFolder(this.folder);
    const temporary = `${file}.${randomUUID()}.new`;
    try {
      await writeSynced(temporary, bytes);
      await rename(temporary, file);
      await syncFolder(dirname(file));
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  async get(sha256: string): Promise<Buffer> {
    const bytes = await readFile(this.fileOf(sha256)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') throw new FileDamaged(sha256, 'is missing');
      throw error;
    });
    return checked(bytes, sha256);
  }

  private fileOf(sha256: string): string {
    return join(this.folder, sha256.slice(0, 2), sha256);
  }

  /** Whether the file is there with its bytes; a damaged one is written again. */
  private has(sha256: string): Promise<boolean> {
    return this.get(sha256).then(
      () => true,
      () => false,
    );
  }
}

async function writeSynced(file: string, bytes: Buffer): Promise<void> {
  const handle = await open(file, 'wx', 0o640);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the new name durable. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
