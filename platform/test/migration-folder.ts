import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of a service with one migration. */
export function folderWith(name: string, sql: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'orderwire-migration-'));
  mkdirSync(join(folder, 'prisma', 'migrations', name), { recursive: true });
  writeFileSync(join(folder, 'prisma', 'migrations', name, 'migration.sql'), sql);
  return folder;
}
