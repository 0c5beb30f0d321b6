import { Injectable } from '@nestjs/common';
import type {
  AnyDifferenceKind,
  DifferencePage,
  DifferenceRecord,
  ListDifferencesRequest,
} from '@orderwire/contracts';
import { pageOf } from '@orderwire/platform';
import type { ReconciliationDifference } from '../../generated/client.js';
import { DifferenceListRepository, differenceIdOf } from './difference-list.repository.js';

const MAX_MESSAGE = 1_000;

/** Lists differences with Stripe, the newest first. */
@Injectable()
export class ListDifferencesUseCase {
  constructor(private readonly differences: DifferenceListRepository) {}

  /** Throws invalid_message for an invalid cursor. */
  async execute(request: ListDifferencesRequest): Promise<DifferencePage> {
    const { state = 'open', kind } = request;
    const filter = { resolved: state === 'resolved', ...(kind && { kind }) };
    return pageOf(request, {
      read: (after, limit) => this.differences.list(filter, after, limit),
      keyOf: (row) => ({ at: row.firstSeenAt, id: differenceIdOf(row) }),
      idType: 'text',
      view: differenceRecord,
    });
  }
}

const differenceRecord = (row: ReconciliationDifference): DifferenceRecord => ({
  kind: row.kind as AnyDifferenceKind,
  objectId: row.objectId,
  message: row.details.slice(0, MAX_MESSAGE).toWellFormed(),
  orderId: row.orderId,
  paymentId: row.paymentId,
  amount: row.amount === null ? null : Number(row.amount),
  currency: row.currency,
  firstSeenAt: row.firstSeenAt.toISOString(),
  lastSeenAt: row.lastSeenAt.toISOString(),
  resolvedAt: row.resolvedAt?.toISOString() ?? null,
});
