import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { KeyEncryption, type Keys } from './key-encryption.js';

const key = () => randomBytes(32);

describe('an encrypted key', () => {
  it('decrypts to its content and reveals nothing of it', () => {
    const encryption = new KeyEncryption([key()]);
    const encrypted = encryption.encrypt('key-1', Buffer.from('a private key'));
    expect(encrypted.toString('latin1')).not.toContain('private');
    expect(encryption.decrypt('key-1', encrypted).content.toString()).toBe('a private key');
  });

  it('decrypts with every key of the list, and says when it is not the first', () => {
    const [one, two] = [key(), key()];
    const encrypted = new KeyEncryption([one]).encrypt('key-1', Buffer.from('a private key'));
    const outdated = (...keys: Keys) => new KeyEncryption(keys).decrypt('key-1', encrypted).outdated;
    expect([outdated(one, two), outdated(two, one)]).toEqual([false, true]);
  });

  it('does not decrypt with another key, under another name or after a change', () => {
    const mine = key();
    const encrypted = new KeyEncryption([mine]).encrypt('key-1', Buffer.from('a private key'));
    expect(() => new KeyEncryption([key()]).decrypt('key-1', encrypted)).toThrow();
    expect(() => new KeyEncryption([mine]).decrypt('key-2', encrypted)).toThrow();
    const changed = Buffer.from(encrypted);
    changed[encrypted.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(() => new KeyEncryption([mine]).decrypt('key-1', changed)).toThrow();
  });
});
