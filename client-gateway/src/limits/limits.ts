import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { SharedCounters } from './shared-counters.js';
import { Tallies } from './tallies.js';
import type { Tally } from './tally.js';
import { Teller } from './teller.js';
import type { Windows } from './windows.js';

/** What is limited: all requests of an address, all of an account, and an address's attempts around passwords. */
export type LimitName = 'ip' | 'account' | 'sign_in';

/** How many requests each key has in a window; 0: as many as it likes. */
export type Quotas = Readonly<Record<LimitName, number>>;

/** What a limit says to one request. */
export interface Verdict {
  readonly name: LimitName;
  readonly quota: number;
  /** What is left in this window; negative: this request is one too many. */
  readonly left: number;
  readonly windowMs: number;
  readonly endsInMs: number;
}

/** Keys remembered per limit. */
export const MOST_KEYS = 50_000;

/**
 * Request limits, shared by all replicas through NATS.
 *
 * {@link take} decides in memory, by what this replica took and what it last heard of the others: nobody waits. A limit may
 * therefore be overrun by what the other replicas take until they are heard of, some 100 ms. {@link takeInTurn} asks the
 * shared counter first and lets exactly as many in as it may. While NATS is away both count on, each replica for itself.
 */
export class Limits implements OnModuleInit, OnApplicationShutdown {
  private readonly tallies: Readonly<Record<LimitName, Tallies>>;
  private readonly teller: Teller;

  constructor(
    private readonly quotas: Quotas,
    private readonly windows: Windows,
    private readonly counters: Pick<SharedCounters, 'add' | 'make'>,
    hash: (name: LimitName, key: string) => string,
    mostKeys = MOST_KEYS,
  ) {
    this.teller = new Teller(counters, windows, mostKeys);
    const of = (name: LimitName) =>
      new Tallies(mostKeys, (key, window) => `limits.${name}.${hash(name, key)}.${window}`);
    this.tallies = { ip: of('ip'), account: of('account'), sign_in: of('sign_in') };
  }

  /** Undefined where there is no limit. What is refused is not counted, so that hammering costs NATS nothing. */
  take(name: LimitName, key: string): Verdict | undefined {
    if (this.quotas[name] === 0) return undefined;
    const { number, endsInMs } = this.windows.current();
    const tally = this.tallies[name].of(key, number);
    if (this.isUsedUp(name, tally)) return this.verdict(name, this.quotas[name] + 1, endsInMs);
    const total = tally.take();
    this.teller.add(tally);
    return this.verdict(name, total, endsInMs);
  }

  /** As {@link take}, by what all replicas took together. Takes half a second at most, whatever NATS does. */
  async takeInTurn(name: LimitName, key: string): Promise<Verdict | undefined> {
    if (this.quotas[name] === 0) return undefined;
    const { number, endsInMs } = this.windows.current();
    const tally = this.tallies[name].of(key, number);
    if (this.isUsedUp(name, tally)) return this.verdict(name, this.quotas[name] + 1, endsInMs);
    const known = tally.takeTold();
    try {
      const value = await this.counters.add(tally.subject, 1);
      tally.heard(1, value);
      return this.verdict(name, Math.max(known, value), endsInMs);
    } catch {
      tally.failed(1);
      this.teller.add(tally);
      return this.verdict(name, known, endsInMs);
    }
  }

  /** Resolves when the other replicas can know what was taken here. */
  settle(): Promise<void> {
    return this.teller.settle();
  }

  onModuleInit(): Promise<void> {
    return this.counters.make();
  }

  onApplicationShutdown(): Promise<void> {
    return this.teller.stop();
  }

  private isUsedUp(name: LimitName, tally: Tally): boolean {
    return tally.total >= this.quotas[name];
  }

  private verdict(name: LimitName, total: number, endsInMs: number): Verdict {
    const quota = this.quotas[name];
    return { name, quota, left: quota - total, windowMs: this.windows.lengthMs, endsInMs };
  }
}
