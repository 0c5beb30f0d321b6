import { Injectable } from '@nestjs/common';
import type { LedgerPage, ListLedgerRequest } from '@orderwire/contracts';
import { pageOf } from '@orderwire/platform';
import { cursorIdOf, LedgerListRepository } from './ledger-list.repository.js';
import { ledgerRecord } from './record-views.js';

/** Lists ledger entries for staff, the latest movement first. */
@Injectable()
export class ListLedgerUseCase {
  constructor(private readonly ledger: LedgerListRepository) {}

  /** Throws invalid_message for an invalid cursor. */
  async execute(request: ListLedgerRequest): Promise<LedgerPage> {
    const { account, orderId, from, to } = request;
    const filter = {
      ...(account && { account }),
      ...(orderId && { orderId }),
      ...(from && { from: new Date(from) }),
      ...(to && { to: new Date(to) }),
    };
    return pageOf(request, {
      read: (after, limit) => this.ledger.list(filter, after, limit),
      keyOf: (entry) => ({ at: entry.at, id: cursorIdOf(entry) }),
      idType: 'text',
      view: ledgerRecord,
    });
  }
}
