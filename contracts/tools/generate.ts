import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { breakingChanges } from './compatibility.js';
import { asyncApi, namedContracts } from '@orderwire/contracts/documents';
import { print, type Snapshot, snapshotOf } from './snapshot.js';
import { subjectsPage, withSubjectTable } from './subjects-page.js';

/** The package's folder: this file is built into `dist/tools`. */
const root = join(import.meta.dirname, '..', '..');

/** A generated file that differs from the contracts. */
interface Difference {
  /** Relative to the package's folder. */
  readonly file: string;
  /** The content on disk; undefined when the file is missing. */
  readonly before: string | undefined;
  /** The content that the contracts generate; undefined when the file has no contract. */
  readonly content: string | undefined;
  /** Reasons why the change breaks consumers; empty for a compatible change. */
  readonly broken: readonly string[];
}

/**
 * Snapshots and AsyncAPI document; inside the launcher repository also the page of subjects, and
 * the table of subjects in the READMEs of the services.
 */
function generated(): Map<string, string> {
  const contracts = namedContracts();
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const files = new Map<string, string>();
  for (const { contract } of contracts)
    files.set(join('snapshots', `${contract.subject}.json`), print(snapshotOf(contract)));
  files.set('asyncapi.json', print(asyncApi(contracts, version)));
  if (existsSync(join(root, '..', 'docs')))
    files.set(join('..', 'docs', 'subjects.md'), subjectsPage(contracts));
  for (const owner of new Set(contracts.flatMap(({ contract }) => contract.owner ?? []))) {
    const file = join('..', owner, 'README.md');
    const page = read(file);
    if (page !== undefined) files.set(file, withSubjectTable(page, owner, contracts));
  }
  return files;
}

function differences(): Difference[] {
  const wanted = generated();
  const changed = [...wanted].map(([file, content]): Difference => {
    const before = read(file);
    return { file, before, content, broken: brokenByChange(before, content, file) };
  });
  const removed = snapshotFiles()
    .filter((file) => !wanted.has(file))
    .map((file): Difference => {
      const before = read(file);
      return { file, before, content: undefined, broken: brokenByRemoval(before) };
    });
  return [...changed.filter(({ before, content }) => before !== content), ...removed];
}

function brokenByChange(before: string | undefined, content: string, file: string): string[] {
  if (before === undefined || !file.startsWith('snapshots')) return [];
  return breakingChanges(JSON.parse(before) as Snapshot, JSON.parse(content) as Snapshot);
}

function brokenByRemoval(before: string | undefined): string[] {
  const { kind } = JSON.parse(before ?? '{}') as Partial<Snapshot>;
  return kind === 'event' ? ['the event is removed while published events of it are still stored'] : [];
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

function report(found: readonly Difference[]): string {
  const files = found.map((difference) => {
    const reasons = difference.broken.map((reason) => `    breaks consumers: ${reason}`);
    return [`  ${difference.file} ${stateOf(difference)}`, ...reasons, ...changedLines(difference)].join(
      '\n',
    );
  });
  const breaks = found.some(({ broken }) => broken.length > 0);
  return [
    `${found.length} generated file(s) differ from the contracts:`,
    ...files,
    breaks
      ? 'Fields of an event may only be added: declare the change under a new subject that ends in ".v2".\n' +
        'If the event was never published, delete its snapshot and generate again.'
      : 'If the change is intended, run "npm run generate -w contracts" and commit the result.',
  ].join('\n');
}

const stateOf = ({ before, content }: Difference): string =>
  content === undefined ? 'has no contract' : before === undefined ? 'is missing' : 'differs';

/** The first lines that only one of the two contents has. */
function changedLines({ before, content }: Difference): string[] {
  if (before === undefined || content === undefined) return [];
  const [old, now] = [before.split('\n'), content.split('\n')];
  const removed = old.filter((line) => !now.includes(line)).map((line) => `    - ${line.trim()}`);
  const added = now.filter((line) => !old.includes(line)).map((line) => `    + ${line.trim()}`);
  return [...removed.slice(0, 8), ...added.slice(0, 8)];
}

function write(found: readonly Difference[]): void {
  for (const { file, content } of found) {
    const path = join(root, file);
    mkdirSync(dirname(path), { recursive: true });
    if (content === undefined) rmSync(path);
    else writeFileSync(path, content);
    process.stdout.write(`${content === undefined ? 'removed' : 'wrote'} ${file}\n`);
  }
}

const found = differences();
const refused = process.argv.includes('--check') ? found : found.filter(({ broken }) => broken.length > 0);
if (refused.length > 0) {
  process.stderr.write(`${report(refused)}\n`);
  process.exitCode = 1;
} else {
  write(found);
  process.stdout.write('All generated files agree with the contracts.\n');
}
