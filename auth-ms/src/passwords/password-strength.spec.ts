import { describe, expect, it } from '@jest/globals';
import { commonPasswords, weaknessOf } from './password-strength.js';

const ada = { email: 'ada.lovelace@example.com', name: 'Ada Lovelace' };
const weakness = (password: string) => weaknessOf(password, ada);

describe('a new password', () => {
  it.each(['password', 'PassWord', '12345678', 'qwertyuiop', 'football'])('%s is too common', (password) => {
    expect(weakness(password)).toBe('common');
  });

  it.each(['ada.lovelace@example.com', 'ADA.LOVELACE', 'Ada Lovelace', 'adalovelace'])(
    '%s is the name or the address of its owner',
    (password) => {
      expect(weakness(password)).toBe('personal');
    },
  );

  it.each([
    'orderwire',
    'Orderwire2026!',
    '1234orderwire',
    'lovelace1815',
    'Ada.Lovelace!',
    'adalovelace123',
    'orderwire-lovelace',
  ])('%s is little more than the name of the account or of the shop', (password) => {
    expect(weakness(password)).toBe('personal');
  });

  it.each(['orderwire is where I shop', 'ada likes engines', 'lovelace, my horse, my battery'])(
    '%j is long enough without such words',
    (password) => {
      expect(weakness(password)).toBeUndefined();
    },
  );

  it.each(['correct horse battery', 'aaaabbbb!', '        x', 'пароль-из-слов', '🐎🔋🐎🔋🐎🔋🐎🔋'])(
    '%j needs no digits or special characters',
    (password) => {
      expect(weakness(password)).toBeUndefined();
    },
  );

  it('is compared with at least the 3,000 most common passwords of the minimum length', () => {
    expect(commonPasswords.size).toBe(10_000);
    const unusable = [...commonPasswords].filter(
      (password) => [...password].length < 8 || password !== password.toLowerCase(),
    );
    expect(unusable).toEqual([]);
  });
});
