import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { filesIn } from '@orderwire/launcher/system';
import type { StripeSandboxClient } from '@orderwire/test-kit/shop-client';
import { type FaultEvent, stripeFaultSettings } from './fault-plan.js';
import { count } from './report.js';
import type { TestBed } from './test-bed.js';

/** A killed process must be back within this time. */
const RESTART_TRIES = 1_800;
const TRY_EVERY_MS = 100;

/**
 * Executes a fault plan in step with the orders, one event after the other, and counts the events.
 */
export class FaultInjector {
  /** Executed events by kind: `kill -9 orders-ms`, `streams lost`. */
  readonly executed: Record<string, number> = {};
  private next = 0;
  private pending: Promise<void> = Promise.resolve();

  constructor(
    private readonly plan: readonly FaultEvent[],
    private readonly testBed: TestBed,
    private readonly stripeFaults: StripeFaults,
  ) {}

  /** Begins every event that is due after `orders` orders. Resolves when all of them are done. */
  advanceTo(orders: number): Promise<void> {
    while (this.next < this.plan.length && (this.plan[this.next]?.afterOrders ?? 0) <= orders) {
      const event = this.plan[this.next++];
      if (event) this.pending = this.pending.then(() => this.execute(event));
      // The callers that await the promise handle its rejection.
      this.pending.catch(() => undefined);
    }
    return this.pending;
  }

  private async execute(event: FaultEvent): Promise<void> {
    if (event.kind === 'lose_streams') return this.loseStreams();
    const { service, replica } = event;
    const { system, signal } = this.testBed;
    const isSandbox = service === 'stripe-sandbox';
    if (isSandbox) await this.stripeFaults.collect();
    // An earlier kill may still keep the process down.
    for (let tries = 0; tries < RESTART_TRIES; tries++) {
      signal?.throwIfAborted();
      try {
        system.kill(service, 'SIGKILL', replica);
        count(this.executed, `kill -9 ${service}`);
        if (isSandbox) await this.stripeFaults.enable();
        return;
      } catch {
        await sleep(TRY_EVERY_MS);
      }
    }
    throw new Error(`${service} did not restart within ${(RESTART_TRIES * TRY_EVERY_MS) / 60_000} minutes.`);
  }

  /** Deletes everything that JetStream stores. The system restores it without a command. */
  private async loseStreams(): Promise<void> {
    const { system, dataDir, log } = this.testBed;
    await system.stopService('nats');
    rmSync(filesIn(dataDir).nats, { recursive: true, force: true });
    await system.start('nats');
    count(this.executed, 'streams lost');
    log('all streams were deleted');
  }
}

interface StripeFaultCounts {
  injected?: Record<string, number>;
  accepted?: number;
}

/** The sandbox's fault injection. The sandbox forgets settings and counts when it is killed. */
export class StripeFaults {
  readonly injected: Record<string, number> = {};
  /** Tampered webhooks that were answered with 2xx. */
  accepted = 0;

  constructor(
    private readonly stripe: StripeSandboxClient,
    private readonly seed: number,
  ) {}

  /** Also after the sandbox was killed. */
  async enable(): Promise<void> {
    await this.stripe.request('PUT', '/_sandbox/faults', stripeFaultSettings(this.seed));
  }

  async disable(): Promise<void> {
    await this.collect();
    await this.stripe.request('DELETE', '/_sandbox/faults');
  }

  /** Adds what was counted since the last call. */
  async collect(): Promise<void> {
    const { body } = await this.stripe.request<StripeFaultCounts>('GET', '/_sandbox/faults');
    for (const [kind, times] of Object.entries(body.injected ?? {})) count(this.injected, kind, times);
    this.accepted += body.accepted ?? 0;
    await this.stripe.request('POST', '/_sandbox/faults/reset');
  }
}
