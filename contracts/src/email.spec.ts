import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maskedEmail, normaliseEmail } from './email.js';

describe('an e-mail address', () => {
  it.each([
    ['Ada@Example.COM', 'ada@example.com'],
    ['  ada@example.com\t', 'ada@example.com'],
    ['ada+shop@mail.example.co.uk', 'ada+shop@mail.example.co.uk'],
    ["o'hara@example.com", "o'hara@example.com"],
    ['ada@münchen.example', 'ada@xn--mnchen-3ya.example'],
    // The same letter, composed and decomposed.
    ['ada@mu\u0308nchen.example', 'ada@xn--mnchen-3ya.example'],
  ])('%j is written %s', (typed, written) => {
    expect(normaliseEmail(typed)).toBe(written);
  });

  it.each([
    '',
    '@',
    'ada',
    'ada@',
    '@example.com',
    'ada@localhost',
    'ada@example',
    'ada@127.0.0.1',
    'ada@[127.0.0.1]',
    'a b@example.com',
    '.ada@example.com',
    'ada.@example.com',
    'a..a@example.com',
    'ada@-example.com',
    'ada@example..com',
    'ada@example.com.',
    '"ada"@example.com',
    'ada@exam%70le.com',
    'ada@evil.com/example.com',
    'ada@example.com\r\nBcc: all@example.com',
    'ada@example.com\nx',
    'a\u0000da@example.com',
    'ada\u200b@example.com',
    'ada,eve@example.com',
    'ada@example.com,eve@example.com',
    '<ada@example.com>',
    `${'a'.repeat(65)}@example.com`,
    `ada@${'a.'.repeat(130)}com`,
  ])('%j is none', (typed) => {
    expect(normaliseEmail(typed)).toBeUndefined();
  });

  it.each([
    ['Cyrillic а', 'аda@example.com'],
    ['dotless ı', 'adaı@example.com'],
    ['the Kelvin sign', '\u212Aim@example.com'],
    ['full-width letters', 'ａda@example.com'],
  ])('refuses %s before the @', (_what, typed) => {
    expect(normaliseEmail(typed)).toBeUndefined();
  });

  it('keeps a look-alike domain distinct from the original', () => {
    const alike = normaliseEmail('ada@ex\u0430mple.com');
    expect(alike).toMatch(/^ada@xn--/);
    expect(alike).not.toBe('ada@example.com');
  });

  it('has one written form, which is its own', () => {
    fc.assert(
      fc.property(fc.oneof(fc.emailAddress(), fc.string({ unit: 'grapheme' })), (typed) => {
        const written = normaliseEmail(typed);
        if (written === undefined) return;
        expect(normaliseEmail(written)).toBe(written);
        expect(written).toMatch(/^[\x21-\x7e]+$/);
        expect(written).toBe(written.toLowerCase());
      }),
    );
  });
});

describe('a masked e-mail address', () => {
  it('keeps its form, its domain and its first letter', () => {
    expect(maskedEmail('ada@example.com')).toBe('a***@example.com');
    expect(maskedEmail('ada')).toBe('a***');
    expect(normaliseEmail(maskedEmail('ada.l@example.com'))).toBeDefined();
  });
});
