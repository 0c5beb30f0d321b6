import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../src/repository.js';

/** Lines of `sha256sum`: 64 hexadecimal digits, two spaces, the path in the repository. */
const checksums = readFileSync(join(import.meta.dirname, 'fixtures/migrations.sha256'), 'utf8')
  .trim()
  .split('\n');

const foldersOfMigrations = readdirSync(repositoryRoot)
  .flatMap((folder) => [`${folder}/migrations`, `${folder}/prisma/migrations`])
  .filter((folder) => existsSync(join(repositoryRoot, folder)));

const migrations = foldersOfMigrations.flatMap((folder) =>
  readdirSync(join(repositoryRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.sql'))
    .map((file) => `${folder}/${file}`),
);

const checksumLine = (file: string): string => {
  const content = readFileSync(join(repositoryRoot, file));
  return `${createHash('sha256').update(content).digest('hex')}  ${file}`;
};

/** A database applies a migration once: when its file changes later, the next migrations find another schema than on a new database. */
describe('published migrations', () => {
  it('are neither changed, renamed nor removed', () => {
    const found = new Set(migrations.map(checksumLine));
    expect(checksums.filter((line) => !found.has(line))).toEqual([]);
  });

  it('are all listed: a commit adds the lines of its new migrations to fixtures/migrations.sha256', () => {
    expect(migrations.length).toBeGreaterThan(90);
    const listed = new Set(checksums);
    expect(migrations.map(checksumLine).filter((line) => !listed.has(line))).toEqual([]);
  });
});
