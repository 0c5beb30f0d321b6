import { randomBytes } from 'node:crypto';
import { Overloaded } from '@orderwire/contracts';
import { currentContext } from '@orderwire/platform';
import { type HashCost, PasswordThread } from './password-thread.js';

/** argon2id as OWASP asks for at least: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const prefix = `$argon2id$v=19$m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}$`;

/** KiB that a check goes over, which is what takes its time. */
const workOf = (memoryCost: number, timeCost: number): number => memoryCost * timeCost;
const fullWork = workOf(cost.memoryCost, cost.timeCost);

/** What a check against this hash lacks of today's work, as a cost; undefined when it lacks nothing. */
function lackOf(stored: string): HashCost | undefined {
  const [, memory = '', passes = ''] = /\$m=(\d+),t=(\d+),/.exec(stored) ?? [];
  const memoryCost = Math.floor((fullWork - workOf(Number(memory), Number(passes))) / cost.timeCost);
  // Less than argon2's least is no time at all.
  return memoryCost >= 8 ? { ...cost, memoryCost } : undefined;
}

/** Passwords that may wait for their turn; who comes later is told to try again shortly. */
const MAX_WAITING = 64;

/**
 * argon2id, never more than `atOnce` at the same time and each on a thread of low priority: a storm of logins takes no more than that
 * many cores, and of those what others leave. Throws `overloaded` when too many wait, and for who would be served after its caller has gone.
 */
export class PasswordHasher {
  private readonly waiting: ((thread: PasswordThread) => void)[] = [];

  private constructor(
    private readonly idle: PasswordThread[],
    private readonly nobodys: string,
  ) {}

  static async create(atOnce: number): Promise<PasswordHasher> {
    const threads = Array.from({ length: atOnce }, () => new PasswordThread());
    const nobodys = await threads[0]?.run({ password: randomBytes(32), cost });
    return new PasswordHasher(threads, String(nobodys));
  }

  async hash(password: string): Promise<string> {
    return String(await this.inTurn((thread) => thread.run({ password, cost })));
  }

  /**
   * Without a stored hash (nobody has this e-mail) it works just as long, and is false. So it does when it refuses an account whose hash
   * is from before the cost was raised; one from before it was lowered takes longer.
   */
  async verify(stored: string | null | undefined, password: string): Promise<boolean> {
    return this.inTurn(async (thread) => {
      const matches = await thread.run({ password, cost, stored: stored ?? this.nobodys });
      if (typeof stored !== 'string') return false;
      const lack = matches === true ? undefined : lackOf(stored);
      if (lack) await thread.run({ password, cost: lack });
      return matches === true;
    });
  }

  /** Whether a stored hash was made at another cost. */
  isOutdated(stored: string): boolean {
    return !stored.startsWith(prefix);
  }

  private async inTurn<T>(work: (thread: PasswordThread) => Promise<T>): Promise<T> {
    const thread = this.idle.pop() ?? (await this.turn());
    try {
      const deadline = currentContext()?.deadline;
      if (deadline && deadline <= Date.now()) throw Overloaded({ retryAfterMs: 1_000 });
      return await work(thread);
    } finally {
      const next = this.waiting.shift();
      if (next) next(thread);
      else this.idle.push(thread);
    }
  }

  private turn(): Promise<PasswordThread> {
    if (this.waiting.length >= MAX_WAITING) throw Overloaded({ retryAfterMs: 1_000 });
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
