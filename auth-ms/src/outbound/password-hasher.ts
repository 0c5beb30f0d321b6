import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { Overloaded } from '@orderwire/contracts';
import { currentContext } from '@orderwire/platform';

/** argon2id as OWASP asks for at least: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const prefix = `$argon2id$v=19$m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}$`;

/** Passwords that may wait for their turn; who comes later is told to try again shortly. */
const MAX_WAITING = 64;

/**
 * argon2id, off the event loop and never more than `atOnce` at the same time, so that a storm of logins takes no more
 * than that many cores. Throws `overloaded` when too many wait, and for who would be served after its caller has gone.
 */
export class PasswordHasher {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  private constructor(
    private readonly atOnce: number,
    private readonly nobodys: string,
  ) {}

  static async create(atOnce: number): Promise<PasswordHasher> {
    return new PasswordHasher(atOnce, await hash(randomBytes(32), cost));
  }

  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(password, cost));
  }

  /** Without a stored hash (nobody has this e-mail) it works just as long, and is false. */
  async verify(stored: string | null | undefined, password: string): Promise<boolean> {
    const matches = await this.inTurn(() => verify(stored ?? this.nobodys, password));
    return matches && typeof stored === 'string';
  }

  /** Whether a stored hash was made at another cost. */
  isOutdated(stored: string): boolean {
    return !stored.startsWith(prefix);
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < this.atOnce) this.running++;
    else {
      if (this.waiting.length >= MAX_WAITING) throw Overloaded({ retryAfterMs: 1_000 });
      // Whoever ends hands over its place: `running` stays.
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    try {
      const deadline = currentContext()?.deadline;
      if (deadline && deadline <= Date.now()) throw Overloaded({ retryAfterMs: 1_000 });
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }
}
