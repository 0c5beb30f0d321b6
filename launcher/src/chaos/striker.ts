import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { filesIn } from '../system/state-file.js';
import type { FaultDial } from './fault-dial.js';
import type { ShopFloor } from './shop-floor.js';
import type { Stage } from './stage.js';
import type { Strike } from './strikes.js';

/** Does the strikes of a plan, each when its time has come, and counts them. */
export class Striker {
  readonly struck: Record<string, number> = {};
  private next = 0;
  private busy: Promise<void> = Promise.resolve();

  constructor(
    private readonly plan: readonly Strike[],
    private readonly stage: Stage,
    private readonly faults: FaultDial,
  ) {}

  /** Begins what is due once `orders` stories have begun; resolves when all of it is done. */
  upTo(orders: number): Promise<void> {
    while (this.next < this.plan.length && (this.plan[this.next]?.afterOrders ?? 0) <= orders) {
      const strike = this.plan[this.next++];
      if (strike) this.busy = this.busy.then(() => this.strike(strike));
      // Whoever waits for it hears of it.
      this.busy.catch(() => undefined);
    }
    return this.busy;
  }

  private async strike(strike: Strike): Promise<void> {
    if (strike.kind === 'lose_streams') return this.loseStreams();
    const { victim, replica } = strike;
    const isStripe = victim === 'stripe-sandbox';
    if (isStripe) await this.faults.collect();
    // Between its death and its rebirth there is nothing to kill.
    for (let tries = 0; tries < 1_800; tries++) {
      this.stage.signal?.throwIfAborted();
      try {
        this.stage.system.kill(victim, 'SIGKILL', replica);
        this.count(`kill -9 ${victim}`);
        if (isStripe) await this.faults.on();
        return;
      } catch {
        await sleep(100);
      }
    }
    throw new Error(`${victim} did not come up again within three minutes`);
  }

  /** All that JetStream has stored is gone; every service publishes again what it has announced. */
  private async loseStreams(): Promise<void> {
    await this.stage.system.stopService('nats');
    rmSync(filesIn(this.stage.dataDir).nats, { recursive: true, force: true });
    await this.stage.system.start('nats');
    this.count('streams lost');
    const events = await replayEverything(this.stage.floor);
    this.stage.tell(`all streams were lost; ${events} events replayed`);
  }

  private count(name: string): void {
    this.struck[name] = (this.struck[name] ?? 0) + 1;
  }
}

interface Progress {
  service: string;
  events: number;
  cursor: string | null;
}

/** As an operator does it: every service, until each says that there is no more. Gives the number of events. */
export async function replayEverything(floor: ShopFloor): Promise<number> {
  let events = 0;
  for (const service of ['auth', 'orders', 'payments', 'products']) {
    let cursor: string | null = null;
    do {
      const { status, body } = await floor.asStaff('POST', '/operations/replays', {
        service,
        ...(cursor && { cursor }),
      });
      const [progress] = (body['data'] ?? []) as Progress[];
      if (status >= 300 || !progress)
        throw new Error(`the replay answered ${status} ${JSON.stringify(body)}`);
      events += progress.events;
      ({ cursor } = progress);
    } while (cursor);
  }
  return events;
}
