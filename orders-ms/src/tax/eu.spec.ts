import { describe, expect, it } from '@jest/globals';
import { areTwoMembers, isInEu, isVatIdOf } from './eu.js';

describe('the EU', () => {
  it('has 27 members, GB and CH are none', () => {
    const codes = Array.from({ length: 26 * 26 }, (_, n) =>
      String.fromCharCode(65 + Math.floor(n / 26), 65 + (n % 26)),
    );
    expect(codes.filter(isInEu)).toHaveLength(27);
    expect(['GB', 'CH', 'NO', 'XI', 'EL', null].some(isInEu)).toBe(false);
  });

  it('has no border between a member and itself', () => {
    expect(areTwoMembers('DE', 'GR')).toBe(true);
    expect(areTwoMembers('DE', 'DE')).toBe(false);
    expect(areTwoMembers('DE', 'GB')).toBe(false);
    expect(areTwoMembers(null, 'DE')).toBe(false);
  });

  it('knows Greek VAT ids by EL', () => {
    expect(isVatIdOf('GR', 'EL123456789')).toBe(true);
    expect(isVatIdOf('FR', 'FRAB123456789')).toBe(true);
    expect(isVatIdOf('FR', 'DE123456789')).toBe(false);
  });
});
