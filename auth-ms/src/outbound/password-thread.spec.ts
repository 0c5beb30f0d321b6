import { describe, expect, it } from '@jest/globals';
import { PasswordThread } from './password-thread.js';

const cost = { memoryCost: 1_024, timeCost: 1, parallelism: 1 };

describe('a thread that hashes passwords', () => {
  it('answers each question with its own answer', async () => {
    const thread = new PasswordThread();
    const [one, two] = await Promise.all(['one', 'two'].map((password) => thread.run({ password, cost })));
    const checks = [
      thread.run({ password: 'one', cost, stored: String(one) }),
      thread.run({ password: 'one', cost, stored: String(two) }),
    ];
    expect(await Promise.all(checks)).toEqual([true, false]);
  });

  it('says what went wrong, and goes on', async () => {
    const thread = new PasswordThread();
    await expect(thread.run({ password: 'x', cost, stored: 'no hash at all' })).rejects.toThrow();
    expect(await thread.run({ password: 'x', cost })).toMatch(/^\$argon2id/);
  });

  it('is replaced when it dies, and its question is answered with an error', async () => {
    const thread = new PasswordThread();
    const slow = thread.run({ password: 'x', cost: { memoryCost: 65_536, timeCost: 20, parallelism: 1 } });
    await Promise.all([expect(slow).rejects.toThrow('ended'), thread['worker']?.terminate()]);
    expect(await thread.run({ password: 'x', cost })).toMatch(/^\$argon2id/);
  });
});
