import { Injectable } from '@nestjs/common';
import { Database, type FactPosition, type FactQuery, FactTable } from '@orderwire/platform';
import { REFUND, type RefundRow } from './refund.repository.js';

const factsOf = (name: string, where: string) =>
  new FactTable<RefundRow>(`facts.refund_${name}`, {
    ...{ columns: REFUND, from: 'refunds', where, at: 'changed_at', id: 'id', idType: 'uuid' },
  });
const facts = {
  requested: factsOf('requested', 'true'),
  succeeded: factsOf('succeeded', `status = 'succeeded'`),
  failed: factsOf('failed', `status = 'failed'`),
};

/** Refunds as orders-ms compares them with its own. */
@Injectable()
export class RefundFactsRepository {
  constructor(private readonly database: Database) {}

  /** By their last change: all refunds, or those with this status now. */
  read(query: FactQuery, status: keyof typeof facts): Promise<(RefundRow & FactPosition)[]> {
    return facts[status].read(this.database, query);
  }
}
