import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { hash } from '@node-rs/argon2';
import { Overloaded } from '@orderwire/contracts';
import { runInContext } from '@orderwire/platform';
import { Piscina } from 'piscina';
import { type HashTask, PasswordHasher } from './password-hasher.gateway.js';

const hashers: PasswordHasher[] = [];
const create = async () => {
  const hasher = await PasswordHasher.create(1);
  hashers.push(hasher);
  return hasher;
};
const cheap = { memoryCost: 1_024, timeCost: 1, parallelism: 1 };

describe('hashing passwords', () => {
  afterAll(() => Promise.all(hashers.map((hasher) => hasher.onApplicationShutdown())));

  it('is argon2id with 19 MiB, two passes and one lane, salted', async () => {
    const hasher = await create();
    const [one, two] = [await hasher.hash('correct horse'), await hasher.hash('correct horse')];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
    expect(await hasher.verify(one, 'correct horse')).toBe(true);
    expect(await hasher.verify(one, 'Correct horse')).toBe(false);
    expect(hasher.isOutdated(one)).toBe(false);
  });

  it('recognises a hash of another cost, and still checks it', async () => {
    const hasher = await create();
    const stored = await hash('correct horse', cheap);
    expect(hasher.isOutdated(stored)).toBe(true);
    expect(await hasher.verify(stored, 'correct horse')).toBe(true);
  });

  it('fails without a stored hash, whatever the password', async () => {
    const hasher = await create();
    expect(await hasher.verify(undefined, 'anything')).toBe(false);
    expect(await hasher.verify(null, '')).toBe(false);
  });

  it('does the same work for a wrong password, a cheaper stored hash and a missing one', async () => {
    const hasher = await create();
    const stored = await hash('correct horse', cheap);
    const run = jest.spyOn(Piscina.prototype, 'run');
    const work = async (checked: string | undefined) => {
      run.mockClear();
      expect(await hasher.verify(checked, 'wrong')).toBe(false);
      return run.mock.calls.reduce((sum, [asked]) => {
        const task = asked as HashTask;
        const [, m, t] = /\$m=(\d+),t=(\d+),/.exec(task.stored ?? '') ?? [];
        const { memoryCost, timeCost } = task.padding ?? { memoryCost: 0, timeCost: 0 };
        return sum + Number(m) * Number(t) + memoryCost * timeCost;
      }, 0);
    };
    try {
      expect(await work(stored)).toBe(19_456 * 2);
      expect(await work(undefined)).toBe(19_456 * 2);
      expect(await work(await hasher.hash('correct horse'))).toBe(19_456 * 2);
    } finally {
      run.mockRestore();
    }
  });

  it('uses every byte of a password: beyond 72 bytes, and blanks at its ends', async () => {
    const hasher = await create();
    const stored = await hasher.hash(`${'a'.repeat(255)}b`);
    expect(await hasher.verify(stored, `${'a'.repeat(255)}c`)).toBe(false);
    expect(await hasher.verify(await hasher.hash(' blank '), 'blank')).toBe(false);
  });

  it('does not block the event loop', async () => {
    const hasher = await create();
    // An expensive hash, so that it is not done before a busy machine schedules this thread again.
    const stored =
      '$argon2id$v=19$m=65536,t=2,p=1$c29tZSBzYWx0IG9mIDE2Yg$c29tZSBoYXNoIG9mIHRoaXJ0eS10d28gYnl0ZXMuLi4';
    let turns = 0;
    const hashed = hasher.verify(stored, 'correct horse').then(() => 'done');
    const turn = () => new Promise<string>((resolve) => setImmediate(() => resolve('turn')));
    while ((await Promise.race([hashed, turn()])) === 'turn') turns++;
    expect(turns).toBeGreaterThan(3);
  });

  (process.platform === 'linux' ? it : it.skip)('runs on threads of a low priority', async () => {
    await create();
    const priorities = readdirSync('/proc/self/task').map((thread) => {
      const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8');
      const [, , , , , , , , , , , , , , , , nice] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(nice);
    });
    expect(Math.max(...priorities) - getPriority()).toBe(10);
  });

  it('runs one task per thread, queues 64 and refuses further ones', async () => {
    const hasher = await create();
    const stored = await hash('correct horse', cheap);
    const checks = Array.from({ length: 70 }, () => hasher.verify(stored, 'correct horse'));
    const all = await Promise.allSettled(checks);
    const refused = all.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect(refused).toHaveLength(70 - 65);
    expect(refused.every((reason) => Overloaded.matches(reason))).toBe(true);
    expect(all.filter((one) => one.status === 'fulfilled' && one.value)).toHaveLength(65);
    expect(await hasher.verify(stored, 'correct horse')).toBe(true);
  });

  it('has a place, and the next turn, for a familiar network while others fill the queue', async () => {
    const hasher = await create();
    const stored = await hash('correct horse', cheap);
    const settled: string[] = [];
    const check = (name: string, familiar: boolean) =>
      hasher.verify(stored, 'correct horse', familiar).then(() => settled.push(name));
    const strangers = Array.from({ length: 65 }, (_, n) => check(`stranger ${n}`, false));
    await expect(check('refused', false)).rejects.toThrow('too busy');
    const owners = [check('owner 1', true), check('owner 2', true)];
    await Promise.all([...strangers, ...owners]);
    expect(settled.slice(0, 5).filter((name) => name.startsWith('owner'))).toEqual(['owner 1', 'owner 2']);
  });

  it('does no work when the deadline of the caller has passed', async () => {
    const hasher = await create();
    const context = {
      correlationId: 'x',
      actor: { role: 'guest' as const, id: null },
      deadline: Date.now() - 1,
    };
    await expect(runInContext(context, () => hasher.hash('x'))).rejects.toThrow('too busy');
    await expect(hasher.hash('x')).resolves.toContain('argon2id');
  });

  it('matches each result to its task', async () => {
    const hasher = await create();
    const [one, two] = await Promise.all(['one', 'two'].map((password) => hash(password, cheap)));
    expect(await Promise.all([one, two].map((stored) => hasher.verify(stored, 'one')))).toEqual([
      true,
      false,
    ]);
  });

  it('reports an error of a task, and continues', async () => {
    const hasher = await create();
    await expect(hasher.verify('not a hash', 'x')).rejects.toThrow();
    expect(await hasher.hash('x')).toMatch(/^\$argon2id/);
  });

  it('replaces a thread that ends, and fails its task', async () => {
    const hasher = await create();
    const slow = hasher.verify(
      '$argon2id$v=19$m=65536,t=20,p=1$c29tZSBzYWx0IG9mIDE2Yg$c29tZSBoYXNoIG9mIHRoaXJ0eS10d28gYnl0ZXMuLi4',
      'x',
    );
    await Promise.all([expect(slow).rejects.toThrow(), hasher['pool'].threads[0]?.terminate()]);
    expect(await hasher.hash('x')).toMatch(/^\$argon2id/);
  });
});
