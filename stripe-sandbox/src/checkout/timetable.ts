import type { Core } from '../core.js';
import type { Operation } from '../store/operation.js';
import { currentSession } from './expire-session.js';
import { settleDebit } from './settle-debit.js';

/**
 * Does at its time what the clock decides: sessions expire, bank debits settle. Entries lie in one bucket per second,
 * so thousands of open sessions cost one timer. After a restart everything overdue is done first.
 */
export class Timetable {
  private readonly sessions = new Map<number, string[]>();
  private readonly debits = new Map<string, NodeJS.Timeout>();
  private ticker: NodeJS.Timeout | undefined;

  constructor(private readonly core: Core) {}

  start(): void {
    const { rows } = this.core.store;
    for (const session of rows.session)
      if (session.status === 'open') this.addSession(session.id, session.expiresAt);
    for (const intent of rows.intent) if (intent.settlement) this.addDebit(intent.id, intent.settlement.at);
    this.core.store.onCommit((operations) => operations.forEach((operation) => this.see(operation)));
    this.ticker = setInterval(() => this.tick(), 1000);
    this.tick();
  }

  stop(): void {
    clearInterval(this.ticker);
    for (const timer of this.debits.values()) clearTimeout(timer);
    this.debits.clear();
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
    } else if (operation.op === 'set' && operation.kind === 'intent' && operation.patch.settlement) {
      this.addDebit(operation.id, operation.patch.settlement.at);
    }
  }

  private addSession(id: string, second: number): void {
    const bucket = this.sessions.get(second);
    if (bucket) bucket.push(id);
    else this.sessions.set(second, [id]);
  }

  private addDebit(id: string, at: number): void {
    const settle = (): void => {
      this.debits.delete(id);
      settleDebit(this.core, id);
    };
    this.debits.set(id, setTimeout(settle, Math.max(0, at - this.core.now())));
  }
}
