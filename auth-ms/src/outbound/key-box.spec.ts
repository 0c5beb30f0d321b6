import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { KeyBox } from './key-box.js';

const secret = () => randomBytes(32).toString('base64');

describe('a box', () => {
  it('gives back what was put in, and shows nothing of it', () => {
    const box = new KeyBox(secret());
    const closed = box.close('key-1', Buffer.from('a private key'));
    expect(closed.toString('latin1')).not.toContain('private');
    expect(box.open('key-1', closed).toString()).toBe('a private key');
  });

  it('opens neither under another secret, nor under another name, nor after a change', () => {
    const mine = secret();
    const closed = new KeyBox(mine).close('key-1', Buffer.from('a private key'));
    expect(() => new KeyBox(secret()).open('key-1', closed)).toThrow();
    expect(() => new KeyBox(mine).open('key-2', closed)).toThrow();
    const changed = Buffer.from(closed);
    changed[closed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(() => new KeyBox(mine).open('key-1', changed)).toThrow();
  });
});
