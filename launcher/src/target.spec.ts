import { describe, expect, it } from '@jest/globals';
import { parseTarget } from './target.js';

describe('--target', () => {
  it('defaults to the embedded system', () => {
    expect(parseTarget(undefined)).toBe('embedded');
    expect(parseTarget('embedded')).toBe('embedded');
    expect(parseTarget('compose')).toBe('compose');
  });

  it.each(['docker', 'Compose', ''])('rejects "%s" and lists the targets', (name) => {
    expect(() => parseTarget(name)).toThrow('use embedded (npm start) or compose');
  });
});
