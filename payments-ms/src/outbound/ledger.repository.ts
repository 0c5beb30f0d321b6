import { Injectable } from '@nestjs/common';
import { Database, type Runs } from '@orderwire/platform';
import type { Account, Movement } from '../domain/ledger.js';
import { entryColumns, postEntries, trialBalance } from './ledger.statements.js';

/** What an account holds in a currency. */
export interface AccountBalance {
  account: Account;
  currency: string;
  /** Minor units. */
  balance: bigint;
}

/** The account book: written once, never changed. */
@Injectable()
export class LedgerRepository {
  constructor(private readonly database: Database) {}

  /** Posts movements; gives the keys of those that were not posted before. One statement, in `tx` or alone. */
  async post(tx: Runs, movements: readonly Movement[]): Promise<ReadonlySet<string>> {
    if (movements.length === 0) return new Set();
    const rows = await tx.run(postEntries, entryColumns(movements));
    return new Set(rows.map(({ movement }) => movement));
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
