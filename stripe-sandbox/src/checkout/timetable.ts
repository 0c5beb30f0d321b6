import type { Core } from '../core.js';
import type { Operation } from '../store/operation.js';
import { currentSession } from './expire-session.js';
import { settleDebit } from './settle-debit.js';
import { settleRefund } from './settle-refund.js';

/**
 * Does at its time what the clock decides: sessions expire, bank debits and refunds settle. Sessions lie in one bucket
 * per second, so thousands of open ones cost one timer. After a restart everything overdue is done first.
 */
export class Timetable {
  private readonly sessions = new Map<number, string[]>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private ticker: NodeJS.Timeout | undefined;

  constructor(private readonly core: Core) {}

  start(): void {
    const { rows } = this.core.store;
    for (const session of rows.session)
      if (session.status === 'open') this.addSession(session.id, session.expiresAt);
    for (const { id, settlement } of rows.intent) if (settlement) this.at(settlement.at, id, settleDebit);
    for (const { id, settlement } of rows.refund) if (settlement) this.at(settlement.at, id, settleRefund);
    this.core.store.onCommit((operations) => operations.forEach((operation) => this.see(operation)));
    this.ticker = setInterval(() => this.tick(), 1000);
    this.tick();
  }

  stop(): void {
    clearInterval(this.ticker);
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }

  /** Expires every session whose second has come; also forgets idempotent answers older than a day. */
  tick(): void {
    const now = this.core.seconds;
    for (const [second, ids] of this.sessions) {
      if (second > now) continue;
      this.sessions.delete(second);
      for (const id of ids) currentSession(this.core, id);
    }
    this.core.store.forgetAnswers(this.core.now());
  }

  private see(operation: Operation): void {
    if (operation.op === 'put' && operation.kind === 'session') {
      this.addSession(operation.record.id, operation.record.expiresAt);
    } else if (operation.op === 'put' && operation.kind === 'refund') {
      const { id, settlement } = operation.record;
      if (settlement) this.at(settlement.at, id, settleRefund);
    } else if (operation.op === 'set' && operation.kind === 'intent' && operation.patch.settlement) {
      this.at(operation.patch.settlement.at, operation.id, settleDebit);
    }
  }

  private addSession(id: string, second: number): void {
    const bucket = this.sessions.get(second);
    if (bucket) bucket.push(id);
    else this.sessions.set(second, [id]);
  }

  /** Each object waits for one thing at a time. */
  private at(time: number, id: string, act: (core: Core, id: string) => void): void {
    const run = (): void => {
      this.timers.delete(id);
      act(this.core, id);
    };
    clearTimeout(this.timers.get(id));
    this.timers.set(id, setTimeout(run, Math.max(0, time - this.core.now())));
  }
}
