import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Journal } from './journal.js';
import type { Operation } from './operation.js';

let path: string;
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'orderwire-journal-'));
});
afterEach(() => rmSync(path, { recursive: true }));

const operation = (id: string): Operation => ({ op: 'delivered', ids: [id] });
const readAll = (): { journal: Journal; ids: string[] } => {
  const ids: string[] = [];
  const journal = Journal.open(path, ([line]) => ids.push(line?.op === 'delivered' ? line.ids.join() : '?'));
  return { journal, ids };
};

describe('the journal', () => {
  it('returns every line in order, also one written after reopening', () => {
    for (const id of ['a', 'b', 'ü']) {
      const { journal } = readAll();
      journal.append([operation(id)]);
      journal.close();
    }
    expect(readAll().ids).toEqual(['a', 'b', 'ü']);
  });

  it('drops an incomplete last line after a crash and continues after the complete ones', () => {
    const first = readAll().journal;
    first.append([operation('a')]);
    appendFileSync(join(path, 'journal.jsonl'), '[{"op":"deliv');
    first.close();
    const second = readAll();
    second.journal.append([operation('b')]);
    second.journal.close();
    expect(readAll().ids).toEqual(['a', 'b']);
  });

  it('refuses to start with an unreadable line in the middle', () => {
    const file = join(path, 'journal.jsonl');
    writeFileSync(file, 'garbage\n[]\n');
    expect(() => readAll()).toThrow('cannot be read after byte 0');
    expect(readFileSync(file, 'utf8')).toBe('garbage\n[]\n');
  });

  it('contains no part of a line that found no room on the disk, and continues after it', () => {
    let room = 60;
    const write = (file: number, bytes: Buffer): number => {
      if (room === 0) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
      const written = writeSync(file, bytes.subarray(0, room));
      room -= written;
      return written;
    };
    const journal = Journal.open(path, () => undefined, write);
    journal.append([operation('a')]);
    expect(() => journal.append([operation('b')])).toThrow('no space');
    room = 1_000;
    journal.append([operation('c')]);
    journal.close();
    expect(readAll().ids).toEqual(['a', 'c']);
  });

  describe('that is rewritten', () => {
    const withoutA = (operations: Operation[]) =>
      operations.filter((each) => each.op === 'delivered' && !each.ids.includes('a'));
    const names = () => readdirSync(path).sort();

    it('contains what is kept and what follows, and is for its owner only', () => {
      const { journal } = readAll();
      for (const id of ['a', 'b', 'a', 'c']) journal.append([operation(id)]);
      journal.rewrite(withoutA);
      journal.append([operation('d')]);
      expect(journal.bytes).toBe(statSync(join(path, 'journal.jsonl')).size);
      journal.close();
      expect(readAll().ids).toEqual(['b', 'c', 'd']);
      expect([names(), statSync(join(path, 'journal.jsonl')).mode & 0o777]).toEqual([
        ['journal.jsonl'],
        0o600,
      ]);
    });

    it('is the old one after a kill -9 in between, and can be rewritten then', () => {
      const { journal } = readAll();
      for (const id of ['a', 'b']) journal.append([operation(id)]);
      journal.close();
      writeFileSync(join(path, 'journal.jsonl.new'), '[{"op":"deliv');
      const again = readAll();
      expect(again.ids).toEqual(['a', 'b']);
      again.journal.rewrite(withoutA);
      again.journal.close();
      expect([readAll().ids, names()]).toEqual([['b'], ['journal.jsonl']]);
    });

    it('is the old one, which goes on, when the disk is full', () => {
      let full = false;
      const write = (file: number, bytes: Buffer): number => {
        if (full) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
        return writeSync(file, bytes);
      };
      const journal = Journal.open(path, () => undefined, write);
      for (const id of ['a', 'b']) journal.append([operation(id)]);
      full = true;
      expect(() => journal.rewrite(withoutA)).toThrow('no space');
      full = false;
      journal.append([operation('c')]);
      journal.close();
      expect([readAll().ids, names()]).toEqual([['a', 'b', 'c'], ['journal.jsonl']]);
    });
  });

  it('is for its owner only', () => {
    readAll().journal.close();
    expect(statSync(join(path, 'journal.jsonl')).mode & 0o777).toBe(0o600);
  });
});
