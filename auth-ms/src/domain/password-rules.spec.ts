import { describe, expect, it } from '@jest/globals';
import { commonPasswords } from '../outbound/common-passwords.js';
import { weaknessOf } from './password-rules.js';

const ada = { email: 'ada.lovelace@example.com', name: 'Ada Lovelace' };
const judged = (password: string) => weaknessOf(password, ada, commonPasswords);

describe('a new password', () => {
  it.each(['password', 'PassWord', '12345678', 'qwertyuiop', 'football'])('%s is too common', (password) => {
    expect(judged(password)).toBe('common');
  });

  it.each(['ada.lovelace@example.com', 'ADA.LOVELACE', 'Ada Lovelace', 'adalovelace'])(
    '%s is who it belongs to',
    (password) => {
      expect(judged(password)).toBe('personal');
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
  ])('%s is hardly more than what the account or the shop is called', (password) => {
    expect(judged(password)).toBe('personal');
  });

  it.each(['orderwire is where I shop', 'ada likes engines', 'lovelace, my horse, my battery'])(
    '%j is long enough without such words',
    (password) => {
      expect(judged(password)).toBeUndefined();
    },
  );

  it.each(['correct horse battery', 'aaaabbbb!', '        x', 'пароль-из-слов', '🐎🔋🐎🔋🐎🔋🐎🔋'])(
    '%j needs neither digits nor signs',
    (password) => {
      expect(judged(password)).toBeUndefined();
    },
  );

  it('is compared with at least the 3,000 most common that are long enough', () => {
    expect(commonPasswords.size).toBe(10_000);
    const odd = [...commonPasswords].filter(
      (password) => [...password].length < 8 || password !== password.toLowerCase(),
    );
    expect(odd).toEqual([]);
  });
});
