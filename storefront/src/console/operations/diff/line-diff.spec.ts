import { describe, expect, it } from '@jest/globals';
import { diffLines, foldSame } from './line-diff';

const marks = { same: ' ', added: '+', removed: '-' } as const;
const shown = (before: string, after: string) =>
  diffLines(before, after).map(({ kind, text }) => `${marks[kind]}${text}`);

describe('diffLines', () => {
  it('keeps equal texts unchanged', () => {
    expect(shown('a\nb', 'a\nb')).toEqual([' a', ' b']);
  });

  it('shows a changed line as removed, then added', () => {
    expect(shown('a\nb\nc', 'a\nB\nc')).toEqual([' a', '-b', '+B', ' c']);
  });

  it('finds added and removed lines anywhere', () => {
    expect(shown('a\nb\nc', '0\na\nc\nd')).toEqual(['+0', ' a', '-b', ' c', '+d']);
  });

  it('keeps the longest part that both have', () => {
    expect(shown('x\na\nb\nc', 'a\nb\nc\nx')).toEqual(['-x', ' a', ' b', ' c', '+x']);
  });

  it('gives back both texts', () => {
    const before = 'a\nb\nb\nc\na';
    const after = 'b\na\nc\nc\nb';
    const lines = diffLines(before, after);
    const without = (left: string) => lines.filter(({ kind }) => kind !== left).map(({ text }) => text);
    expect(without('added').join('\n')).toBe(before);
    expect(without('removed').join('\n')).toBe(after);
  });
});

describe('foldSame', () => {
  it('leaves out unchanged lines far from a change, and counts them', () => {
    const lines = diffLines('1\n2\n3\n4\n5\n6', '1\n2\n3\n4\n5\nsix');
    expect(foldSame(lines, 1)).toEqual([
      { kind: 'skipped', count: 4 },
      { kind: 'same', text: '5' },
      { kind: 'removed', text: '6' },
      { kind: 'added', text: 'six' },
    ]);
  });

  it('leaves out all of an unchanged text', () => {
    expect(foldSame(diffLines('a\nb', 'a\nb'))).toEqual([{ kind: 'skipped', count: 2 }]);
  });
});
