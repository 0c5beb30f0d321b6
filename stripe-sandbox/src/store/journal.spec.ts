import { describe, expect, it } from '@jest/globals';
import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Journal } from './journal.js';
import type { Operation } from './operation.js';

const folder = (): string => mkdtempSync(join(tmpdir(), 'sandbox-journal-'));
const operation = (id: string): Operation => ({ op: 'delivered', ids: [id] });
const readAll = (path: string): { journal: Journal; ids: string[] } => {
  const ids: string[] = [];
  const journal = Journal.open(path, ([line]) => ids.push(line?.op === 'delivered' ? line.ids.join() : '?'));
  return { journal, ids };
};

describe('the journal', () => {
  it('returns every line in order, also one written after reopening', () => {
    const path = folder();
    for (const id of ['a', 'b', 'ü']) {
      const { journal } = readAll(path);
      journal.append([operation(id)]);
      journal.close();
    }
    expect(readAll(path).ids).toEqual(['a', 'b', 'ü']);
  });

  it('drops an incomplete last line after a crash and continues after the complete ones', () => {
    const path = folder();
    const first = readAll(path).journal;
    first.append([operation('a')]);
    appendFileSync(join(path, 'journal.jsonl'), '[{"op":"deliv');
    first.close();
    const second = readAll(path);
    second.journal.append([operation('b')]);
    second.journal.close();
    expect(readAll(path).ids).toEqual(['a', 'b']);
  });

  it('refuses to start with an unreadable line in the middle', () => {
    const path = folder();
    const file = join(path, 'journal.jsonl');
    writeFileSync(file, 'garbage\n[]\n');
    expect(() => readAll(path)).toThrow('cannot be read after byte 0');
    expect(readFileSync(file, 'utf8')).toBe('garbage\n[]\n');
  });
});
