import { describe, expect, it } from '@jest/globals';
import { targetNamed } from './target.js';

describe('--target', () => {
  it('is the embedded system unless told', () => {
    expect(targetNamed(undefined)).toBe('embedded');
    expect(targetNamed('embedded')).toBe('embedded');
    expect(targetNamed('compose')).toBe('compose');
  });

  it.each(['docker', 'Compose', ''])('refuses "%s" and says what there is', (name) => {
    expect(() => targetNamed(name)).toThrow('there are embedded (npm start) and compose');
  });
});
