import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { bareEnvironment, filesIn, type System } from '@orderwire/launcher/system';
import {
  connectNats,
  createLogger,
  JetStreamProvisioner,
  jetStreamSettings,
  STREAM,
} from '@orderwire/platform';
import { count } from '../report.js';
import { retried } from '../retried.js';
import type { TestBed } from '../test-bed.js';
import { DatabaseCopies } from './database-copies.js';
import type { FaultEvent } from './fault-plan.js';
import type { StripeFaults } from './stripe-faults.js';

/**
 * Executes a fault plan in step with the orders, one event after the other, and counts the events. A
 * process that hangs delays no other event.
 */
export class FaultInjector {
  /** Executed events by kind: `kill -9 orders-ms`, `streams lost`. */
  readonly executed: Record<string, number> = {};
  private next = 0;
  private pending: Promise<void> = Promise.resolve();
  private readonly hanging: Promise<void>[] = [];
  private readonly copies: DatabaseCopies;
  private backedUpAt = new Date();

  constructor(
    private readonly plan: readonly FaultEvent[],
    private readonly testBed: TestBed,
    private readonly stripeFaults: StripeFaults,
  ) {
    this.copies = new DatabaseCopies(testBed.system, testBed.signal);
  }

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

  /** Executes the rest of the plan. Resolves when no process hangs any more. */
  async finish(): Promise<void> {
    await this.advanceTo(Infinity);
    await Promise.all(this.hanging);
  }

  private async execute(event: FaultEvent): Promise<void> {
    switch (event.kind) {
      case 'kill':
        return this.kill(event);
      case 'hang':
        return this.hang(event);
      case 'lose_streams':
        return this.loseStreams();
      case 'remake_stream':
        await retried(() => remakeStream(this.testBed.system), this.testBed.signal);
        return this.done('stream remade');
      case 'back_up':
        this.backedUpAt = await this.copies.backUp([event.service]);
        return this.done(`backup of ${event.service}`);
      case 'restore':
        await this.copies.restore([event.service], this.backedUpAt);
        return this.done(`restore of ${event.service}`);
    }
  }

  private done(fault: string): void {
    count(this.executed, fault);
    this.testBed.log(`injected: ${fault}`);
  }

  private async kill({ service, replica }: { service: string; replica: number }): Promise<void> {
    const isSandbox = service === 'stripe-sandbox';
    if (isSandbox) await this.stripeFaults.collect();
    await this.signal(service, 'SIGKILL', replica);
    this.done(`kill -9 ${service}`);
    if (isSandbox) await this.stripeFaults.enable();
  }

  private async hang({ service, replica, seconds }: FaultEvent & { kind: 'hang' }): Promise<void> {
    await this.signal(service, 'SIGSTOP', replica);
    this.done(`hung ${service}`);
    const { system, signal } = this.testBed;
    const resume = async (): Promise<void> => {
      // It may have been killed meanwhile, or all of them by an interruption.
      try {
        await sleep(seconds * 1_000, undefined, { ...(signal && { signal }) });
        system.kill(service, 'SIGCONT', replica);
      } catch {
        return;
      }
    };
    this.hanging.push(resume());
  }

  /** An earlier kill may still keep the process down. */
  private signal(service: string, signal: NodeJS.Signals, replica: number): Promise<void> {
    const { system, signal: interrupted } = this.testBed;
    return retried(() => system.kill(service, signal, replica), interrupted);
  }

  /** Deletes everything that JetStream stores. The system restores it without a command. */
  private async loseStreams(): Promise<void> {
    const { system, dataDir } = this.testBed;
    await system.stopService('nats');
    rmSync(filesIn(dataDir).nats, { recursive: true, force: true });
    await system.start('nats');
    this.done('streams lost');
  }
}

/** As `orderwire-provision --recreate`: the stream has another identity afterwards. */
export async function remakeStream({ state }: System): Promise<void> {
  const log = createLogger('chaos', 'silent');
  const nats = await connectNats('chaos', [state.urls.nats], log);
  try {
    // The system's own provisioner creates the consumers again.
    const provisioner = new JetStreamProvisioner(nats, [], jetStreamSettings(bareEnvironment()), log);
    await provisioner.recreate(STREAM);
  } finally {
    await nats.connection.close();
  }
}
