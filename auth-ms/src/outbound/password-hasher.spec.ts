import { describe, expect, it, jest } from '@jest/globals';
import { hash } from '@node-rs/argon2';
import { Overloaded } from '@orderwire/contracts';
import { runInContext } from '@orderwire/platform';
import { PasswordHasher } from './password-hasher.js';
import { PasswordThread } from './password-thread.js';

describe('hashing passwords', () => {
  it('is argon2id with 19 MiB, two passes and one lane, salted', async () => {
    const hasher = await PasswordHasher.create(1);
    const [one, two] = [await hasher.hash('correct horse'), await hasher.hash('correct horse')];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
    expect(await hasher.verify(one, 'correct horse')).toBe(true);
    expect(await hasher.verify(one, 'Correct horse')).toBe(false);
    expect(hasher.isOutdated(one)).toBe(false);
  });

  it('knows a hash of another cost, and still checks it', async () => {
    const hasher = await PasswordHasher.create(1);
    const cheap = await hash('correct horse', { memoryCost: 1_024, timeCost: 1, parallelism: 1 });
    expect(hasher.isOutdated(cheap)).toBe(true);
    expect(await hasher.verify(cheap, 'correct horse')).toBe(true);
  });

  it("is false for nobody's password, whatever it is", async () => {
    const hasher = await PasswordHasher.create(1);
    expect(await hasher.verify(undefined, 'anything')).toBe(false);
    expect(await hasher.verify(null, '')).toBe(false);
  });

  it('does as much work for a wrong password whose hash is of a lower cost as for nobody’s', async () => {
    const hasher = await PasswordHasher.create(1);
    const cheap = await hash('correct horse', { memoryCost: 1_024, timeCost: 1, parallelism: 1 });
    const run = jest.spyOn(PasswordThread.prototype, 'run');
    const work = async (stored: string | undefined) => {
      run.mockClear();
      expect(await hasher.verify(stored, 'wrong')).toBe(false);
      return run.mock.calls.reduce((sum, [asked]) => {
        const [, m, t] = /\$m=(\d+),t=(\d+),/.exec(asked.stored ?? '') ?? [];
        const { memoryCost, timeCost } = asked.cost;
        return sum + (asked.stored ? Number(m) * Number(t) : memoryCost * timeCost);
      }, 0);
    };
    try {
      expect(await work(cheap)).toBe(19_456 * 2);
      expect(await work(undefined)).toBe(19_456 * 2);
      expect(await work(await hasher.hash('correct horse'))).toBe(19_456 * 2);
    } finally {
      run.mockRestore();
    }
  });

  it('takes every bit of a password: also beyond 72 bytes, and blanks at its ends', async () => {
    const hasher = await PasswordHasher.create(1);
    const stored = await hasher.hash(`${'a'.repeat(255)}b`);
    expect(await hasher.verify(stored, `${'a'.repeat(255)}c`)).toBe(false);
    expect(await hasher.verify(await hasher.hash(' blank '), 'blank')).toBe(false);
  });

  it('leaves the event loop free', async () => {
    const hasher = await PasswordHasher.create(1);
    // A dear one, so that it is not over before a busy machine gives this thread another turn.
    const dear =
      '$argon2id$v=19$m=65536,t=2,p=1$c29tZSBzYWx0IG9mIDE2Yg$c29tZSBoYXNoIG9mIHRoaXJ0eS10d28gYnl0ZXMuLi4';
    let turns = 0;
    const hashed = hasher.verify(dear, 'correct horse').then(() => 'done');
    const turn = () => new Promise<string>((resolve) => setImmediate(() => resolve('turn')));
    while ((await Promise.race([hashed, turn()])) === 'turn') turns++;
    expect(turns).toBeGreaterThan(3);
  });

  it('refuses who comes when too many wait, and serves everybody else', async () => {
    const hasher = await PasswordHasher.create(1);
    // Who waits is counted; that the thread hashes is another rule.
    const run = jest.spyOn(PasswordThread.prototype, 'run').mockResolvedValue(false);
    try {
      const all = await Promise.allSettled(Array.from({ length: 70 }, () => hasher.verify(undefined, 'x')));
      const refused = all.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
      expect(refused).toHaveLength(70 - 65);
      expect(refused.every(({ reason }) => Overloaded.matches(reason))).toBe(true);
      expect(run).toHaveBeenCalledTimes(65);
    } finally {
      run.mockRestore();
    }
    expect(await hasher.verify(undefined, 'x')).toBe(false);
  });

  it('does no work for a caller who has gone', async () => {
    const hasher = await PasswordHasher.create(1);
    const context = {
      correlationId: 'x',
      actor: { role: 'guest' as const, id: null },
      deadline: Date.now() - 1,
    };
    await expect(runInContext(context, () => hasher.hash('x'))).rejects.toThrow('too busy');
    await expect(hasher.hash('x')).resolves.toContain('argon2id');
  });
});
