import { describe, expect, it } from '@jest/globals';
import { changeOf } from './change';

describe('changeOf', () => {
  it('tells by which share a figure grew or fell', () => {
    expect(changeOf(150, 100)).toEqual({ kind: 'more', share: 0.5 });
    expect(changeOf(75, 100)).toEqual({ kind: 'less', share: 0.25 });
  });

  it('has no share without a figure before', () => {
    expect(changeOf(3, 0)).toEqual({ kind: 'new' });
  });

  it('knows equal figures, also none', () => {
    expect(changeOf(0, 0)).toEqual({ kind: 'same' });
  });

  it('is not known when a figure is not', () => {
    expect(changeOf(null, 1)).toBeUndefined();
    expect(changeOf(1, undefined)).toBeUndefined();
  });
});
