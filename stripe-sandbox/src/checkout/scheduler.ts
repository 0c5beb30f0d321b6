import type { Core } from '../core.js';
import { judgeDispute } from '../disputes/close-dispute.js';
import { openPendingDispute } from '../disputes/open-dispute.js';
import type { Operation, PutOperation } from '../store/operation.js';
import { sessionNow } from './expire-session.js';
import { settleDebit } from './settle-debit.js';
import { settleRefund } from './settle-refund.js';

/** Pause before a failed action is repeated. */
const RETRY_MS = 1_000;

/**
 * Runs timed actions: sessions expire, bank debits and refunds settle, disputes open and close.
 * Sessions are in one bucket per second, so thousands of open ones cost one timer. After a restart
 * overdue actions run first.
 */
export class Scheduler {
  private readonly sessions = new Map<number, string[]>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private ticker: NodeJS.Timeout | undefined;

  constructor(private readonly core: Core) {}

  start(): void {
    const { rows } = this.core.store;
    for (const session of rows.session)
      if (session.status === 'open') this.addSession(session.id, session.expiresAt);
    for (const { id, settlement } of rows.intent) if (settlement) this.runAt(settlement.at, id, settleDebit);
    for (const { id, settlement } of rows.refund) if (settlement) this.runAt(settlement.at, id, settleRefund);
    for (const { id, pendingDispute: pendingDispute, dispute } of rows.charge)
      if (pendingDispute && !dispute) this.runAt(pendingDispute.at, id, openPendingDispute);
    for (const { id, verdict } of rows.dispute) if (verdict) this.runAt(verdict.at, id, judgeDispute);
    this.core.store.onCommit((operations) => operations.forEach((operation) => this.schedule(operation)));
    this.ticker = setInterval(() => this.tick(), 1000);
    this.tick();
  }

  stop(): void {
    clearInterval(this.ticker);
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }

  /** Expires due sessions, drops idempotent replies older than a day, and bounds the journal. */
  tick(): void {
    const now = this.core.seconds;
    for (const [second, ids] of this.sessions) {
      if (second > now) continue;
      this.sessions.delete(second);
      for (const id of ids) this.attempt(id, sessionNow, () => this.addSession(id, second));
    }
    this.core.store.forgetAnswers(this.core.now());
    this.compact();
  }

  private compact(): void {
    const { store, config, log } = this.core;
    try {
      const result = store.compact(config.journalLimit, this.core.now());
      if (result) log.warn(result, 'the journal reached JOURNAL_LIMIT_MB: old ended payments are forgotten');
    } catch (error) {
      log.error({ err: error }, 'the journal could not be compacted; free some disk space');
    }
  }

  private schedule(operation: Operation): void {
    if (operation.op === 'put') this.scheduleNew(operation);
    else if (operation.op !== 'set') return;
    else if (operation.kind === 'intent' && operation.patch.settlement)
      this.runAt(operation.patch.settlement.at, operation.id, settleDebit);
    else if (operation.kind === 'dispute' && operation.patch.verdict)
      this.runAt(operation.patch.verdict.at, operation.id, judgeDispute);
  }

  private scheduleNew({ kind, record }: PutOperation): void {
    if (kind === 'session') this.addSession(record.id, record.expiresAt);
    else if (kind === 'refund' && record.settlement)
      this.runAt(record.settlement.at, record.id, settleRefund);
    else if (kind === 'charge' && record.pendingDispute)
      this.runAt(record.pendingDispute.at, record.id, openPendingDispute);
    else if (kind === 'dispute' && record.verdict) this.runAt(record.verdict.at, record.id, judgeDispute);
  }

  private addSession(id: string, second: number): void {
    const bucket = this.sessions.get(second);
    if (bucket) bucket.push(id);
    else this.sessions.set(second, [id]);
  }

  /** On a full disk a change cannot be written to the journal: `again` repeats the action later. */
  private attempt(id: string, act: (core: Core, id: string) => void, again: () => void): void {
    try {
      act(this.core, id);
    } catch (error) {
      this.core.log.error({ err: error, id }, 'a timed action failed; it is repeated');
      again();
    }
  }

  /** An object has at most one pending action. */
  private runAt(time: number, id: string, act: (core: Core, id: string) => void): void {
    const run = (): void => {
      this.timers.delete(id);
      this.attempt(id, act, () => this.runAt(this.core.now() + RETRY_MS, id, act));
    };
    clearTimeout(this.timers.get(id));
    this.timers.set(id, setTimeout(run, Math.max(0, time - this.core.now())));
  }
}
