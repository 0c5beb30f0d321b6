import { Injectable } from '@nestjs/common';
import { Database, type Queryable } from '@orderwire/platform';
import type { Account, AccountBalance, Movement } from '../domain/ledger.js';
import type { Span } from '../domain/reconciliation.js';
import {
  entryColumns,
  heldBetween,
  heldBy,
  type HeldRow,
  postEntries,
  trialBalance,
} from './ledger.statements.js';

/** What a movement put on our balance at Stripe. */
export interface Held {
  /** Minor units. */
  readonly amount: number;
  /** Null when it put nothing there. */
  readonly currency: string | null;
}

const PAGE = 500;

/** The account book: written once, never changed. */
@Injectable()
export class LedgerRepository {
  constructor(private readonly database: Database) {}

  /** Posts movements; gives the keys of those that were not posted before. One statement, in `tx` or alone. */
  async post(tx: Queryable, movements: readonly Movement[]): Promise<ReadonlySet<string>> {
    if (movements.length === 0) return new Set();
    const rows = await tx.run(postEntries, entryColumns(movements));
    return new Set(rows.map(({ movement }) => movement));
  }

  /** Posts movements in a statement of their own. */
  async add(movements: readonly Movement[]): Promise<void> {
    await this.post(this.database, movements);
  }

  /** What these movements put on our balance at Stripe; those that are not posted are missing. */
  async held(keys: readonly string[]): Promise<ReadonlyMap<string, Held>> {
    const rows = await this.database.run(heldBy, [keys]);
    return new Map(rows.map((row) => [row.movement, heldOf(row)]));
  }

  /** Which of Stripe's transactions of a span stand in the account book, oldest first, page by page. */
  async *heldBetween({ from, to }: Span): AsyncGenerator<(Held & { key: string })[]> {
    let after: unknown[] = [from, ''];
    for (;;) {
      const rows = await this.database.run(heldBetween, [from, to, ...after, PAGE]);
      if (rows.length > 0) yield rows.map((row) => ({ key: row.movement, ...heldOf(row) }));
      const last = rows.at(-1);
      if (!last || rows.length < PAGE) return;
      after = [last.at, last.movement];
    }
  }

  /** All accounts; the balances of one currency sum to zero. */
  async trialBalance(): Promise<AccountBalance[]> {
    const rows = await this.database.run(trialBalance);
    return rows.map(({ account, currency, balance }) => ({
      account: account as Account,
      currency,
      balance: BigInt(balance),
    }));
  }
}

const heldOf = ({ amount, currency }: HeldRow): Held => ({ amount: Number(amount), currency });
