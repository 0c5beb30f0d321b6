import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as contracts from '../index.js';
import { asyncApi } from './asyncapi.js';
import { breakingChanges } from './compatibility.js';
import { catalogue, faultsAmong } from './catalogue.js';
import { declaredContracts } from './declared.js';
import { print, type Snapshot, snapshotOf } from './snapshot.js';

/** The package's folder: this file is built into `dist/snapshots`. */
export const root = join(import.meta.dirname, '..', '..');

/** One generated file that is not what the contracts say. */
export interface Difference {
  /** Relative to the package's folder. */
  readonly file: string;
  /** What it holds; undefined when it is not there. */
  readonly before: string | undefined;
  /** What it should hold; undefined when it should not be there. */
  readonly content: string | undefined;
  /** Why it may not change so; empty when it may. */
  readonly broken: readonly string[];
}

/** Every generated file that differs from the contracts. The catalogue is skipped where there is no `docs` folder. */
export async function differences(): Promise<Difference[]> {
  const wanted = await generated();
  const found: Difference[] = [];
  for (const [file, content] of wanted) {
    const before = read(file);
    if (before !== content) found.push({ file, before, content, broken: brokenBy(before, content, file) });
  }
  for (const file of snapshotFiles().filter((file) => !wanted.has(file))) {
    const before = read(file);
    found.push({ file, before, content: undefined, broken: brokenByRemoval(before) });
  }
  return found;
}

async function generated(): Promise<Map<string, string>> {
  const declared = await declaredContracts(root);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const files = new Map<string, string>();
  for (const { contract } of declared)
    files.set(join('snapshots', `${contract.subject}.json`), print(snapshotOf(contract)));
  files.set('asyncapi.json', print(asyncApi(declared, version)));
  if (existsSync(join(root, '..', 'docs')))
    files.set(join('..', 'docs', 'subjects.md'), catalogue(declared, faultsAmong(contracts)));
  return files;
}

function brokenBy(before: string | undefined, content: string, file: string): string[] {
  if (before === undefined || !file.startsWith('snapshots')) return [];
  return breakingChanges(JSON.parse(before) as Snapshot, JSON.parse(content) as Snapshot);
}

function brokenByRemoval(before: string | undefined): string[] {
  const { kind } = JSON.parse(before ?? '{}') as Partial<Snapshot>;
  return kind === 'event' ? ['the event would be gone while announcements of it are still kept'] : [];
}

const read = (file: string): string | undefined =>
  existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : undefined;

function snapshotFiles(): string[] {
  const folder = join(root, 'snapshots');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => join('snapshots', file));
}
