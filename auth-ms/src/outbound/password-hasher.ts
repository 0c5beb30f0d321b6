import { randomBytes } from 'node:crypto';
import { Overloaded } from '@orderwire/contracts';
import { currentContext } from '@orderwire/platform';
import { type HashWork, PasswordThread } from './password-thread.js';

/** argon2id as OWASP asks for at least: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const prefix = `$argon2id$v=19$m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}$`;

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
    return String(await this.inTurn({ password, cost }));
  }

  /** Without a stored hash (nobody has this e-mail) it works just as long, and is false. */
  async verify(stored: string | null | undefined, password: string): Promise<boolean> {
    const matches = await this.inTurn({ password, cost, stored: stored ?? this.nobodys });
    return matches === true && typeof stored === 'string';
  }

  /** Whether a stored hash was made at another cost. */
  isOutdated(stored: string): boolean {
    return !stored.startsWith(prefix);
  }

  private async inTurn(work: HashWork): Promise<string | boolean> {
    const thread = this.idle.pop() ?? (await this.turn());
    try {
      const deadline = currentContext()?.deadline;
      if (deadline && deadline <= Date.now()) throw Overloaded({ retryAfterMs: 1_000 });
      return await thread.run(work);
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
