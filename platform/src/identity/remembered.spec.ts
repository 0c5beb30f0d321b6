import { describe, expect, it } from '@jest/globals';
import { Remembered } from './remembered.js';

const later = () => Date.now() + 60_000;

describe('what is remembered', () => {
  it('is there until its time is over', () => {
    const remembered = new Remembered<number>(10);
    remembered.set('a', 1, later());
    remembered.set('b', 2, Date.now());
    expect([remembered.get('a'), remembered.get('b'), remembered.get('c')]).toEqual([
      1,
      undefined,
      undefined,
    ]);
  });

  it('gives way, what was asked for longest ago first, when there is too much', () => {
    const remembered = new Remembered<number>(2);
    remembered.set('a', 1, later());
    remembered.set('b', 2, later());
    remembered.get('a');
    remembered.set('c', 3, later());
    expect([remembered.get('a'), remembered.get('b'), remembered.get('c')]).toEqual([1, undefined, 3]);
  });
});
