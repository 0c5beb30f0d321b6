import { randomBytes } from 'node:crypto';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Overloaded } from '@orderwire/contracts';
import { currentContext } from '@orderwire/platform';
import { Piscina } from 'piscina';
import { FamiliarFirstQueue, familiarTask } from './familiar-first-queue.js';

/** Parameters of argon2id. */
interface HashCost {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

/** One task of password-worker.mjs. */
export interface HashTask {
  readonly password: string | Uint8Array;
  readonly cost: HashCost;
  readonly stored?: string;
  readonly padding?: HashCost;
  readonly deadline?: number;
}

/** argon2id with the minimum that OWASP asks for: 19 MiB, two passes, one lane. */
const cost: HashCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const prefix = `$argon2id$v=19$m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}$`;

/** KiB that a check processes, which determine its duration. */
const workOf = (memoryCost: number, timeCost: number): number => memoryCost * timeCost;
const fullWork = workOf(cost.memoryCost, cost.timeCost);
/** Smallest memory cost that argon2 accepts. */
const MIN_MEMORY_COST = 8;

/** The work that a check against this hash lacks; undefined when it lacks nothing. */
function paddingOf(stored: string): HashCost | undefined {
  const [, memory = '', passes = ''] = /\$m=(\d+),t=(\d+),/.exec(stored) ?? [];
  const memoryCost = Math.floor((fullWork - workOf(Number(memory), Number(passes))) / cost.timeCost);
  return memoryCost >= MIN_MEMORY_COST ? { ...cost, memoryCost } : undefined;
}

/** Tasks that may wait for a thread, of familiar networks and of others; further ones are refused. */
const MAX_QUEUE = { familiar: 32, other: 64 };
const RETRY_AFTER_MS = 1_000;

/**
 * argon2id on a pool of threads, one password per thread at a time. The threads have a low
 * priority: a burst of logins uses at most that many cores, and only while nothing else needs them
 * (Linux; on other systems they are ordinary threads). Attempts from familiar networks have a queue of
 * their own. Throws `overloaded` when the queue is full, and when the caller's deadline passed while
 * the task waited.
 */
export class PasswordHasher implements OnApplicationShutdown {
  private constructor(
    private readonly pool: Piscina<HashTask, string | boolean | undefined>,
    private readonly queue: FamiliarFirstQueue,
    private readonly dummyHash: string,
  ) {}

  static async create(threads: number): Promise<PasswordHasher> {
    const queue = new FamiliarFirstQueue();
    const pool = new Piscina<HashTask, string | boolean | undefined>({
      filename: new URL('./password-worker.mjs', import.meta.url).href,
      minThreads: threads,
      maxThreads: threads,
      taskQueue: queue,
      maxQueue: MAX_QUEUE.familiar + MAX_QUEUE.other,
      niceIncrement: 10,
    });
    return new PasswordHasher(pool, queue, String(await pool.run({ password: randomBytes(32), cost })));
  }

  async hash(password: string, familiar = false): Promise<string> {
    return String(await this.run({ password, cost }, familiar));
  }

  /**
   * Without a stored hash (unknown e-mail) the check does the same work and returns false. A failed
   * check against a cheaper hash is padded to the same work; one against a dearer hash takes
   * longer. `familiar`: the account has signed in from this network.
   */
  async verify(stored: string | null | undefined, password: string, familiar = false): Promise<boolean> {
    if (typeof stored !== 'string') {
      await this.run({ password, cost, stored: this.dummyHash }, familiar);
      return false;
    }
    const padding = paddingOf(stored);
    return (await this.run({ password, cost, stored, ...(padding && { padding }) }, familiar)) === true;
  }

  /** Whether a stored hash was made at another cost. */
  isOutdated(stored: string): boolean {
    return !stored.startsWith(prefix);
  }

  /** The last step of the shutdown: requests in flight have been answered by then. */
  async onApplicationShutdown(): Promise<void> {
    await this.pool.destroy();
  }

  private async run(task: HashTask, familiar: boolean): Promise<string | boolean> {
    const deadline = currentContext()?.deadline;
    const queue = familiar ? 'familiar' : 'other';
    if (this.queue[queue].size >= MAX_QUEUE[queue]) throw Overloaded({ retryAfterMs: RETRY_AFTER_MS });
    const result = await this.pool.run({
      ...task,
      ...(deadline && { deadline }),
      ...(familiar && familiarTask),
    });
    if (result === undefined) throw Overloaded({ retryAfterMs: RETRY_AFTER_MS });
    return result;
  }
}
