import { Inject, Injectable } from '@nestjs/common';
import { DocumentIssued, type DocumentIssuedEvent } from '@orderwire/contracts';
import { Database, InjectLogger, type Logger, type Restore } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import type { Numbering } from '../documents/document.js';
import { DocumentRepository } from '../documents/document.repository.js';
import { NUMBERING } from '../documents/issue-document.use-case.js';
import { OrderClient } from '../documents/order.client.js';
import { ReservedNumberRepository } from './reserved-number.repository.js';

/** Invoices are looked at from so long before the restored time: backups are not of one moment. */
const MARGIN_MS = 3_600_000;

/** Closes what a restore of a database leaves open about documents. */
@Injectable()
export class RecoverDocumentsUseCase {
  constructor(
    private readonly documents: DocumentRepository,
    private readonly reserved: ReservedNumberRepository,
    private readonly orders: OrderClient,
    private readonly database: Database,
    @Inject(NUMBERING) private readonly numbering: Numbering,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /**
   * After a restore of this database: each lost document gets its id, number and date again, when its
   * order is known again, and no other document gets that number.
   */
  async reserveNumbers({ lostEvents, eventsComplete, recoveredTo }: Restore): Promise<void> {
    const issued = lostEvents.flatMap(({ subject, payload }) =>
      subject === DocumentIssued.subject ? [payload as DocumentIssuedEvent] : [],
    );
    await this.reserved.add(issued, this.numbering.seller);
    if (!eventsComplete)
      this.log.error(
        { recoveredTo, known: issued.length },
        'numbers of lost documents may be given again: the stream does not go back to the restored time. Set the table counters to the last numbers that were given',
      );
  }

  /** After a restore of orders-ms: a credit note over what is left of each invoice without an order. */
  async creditLostOrders({ recoveredTo }: Restore): Promise<void> {
    const since = new Date(recoveredTo.getTime() - MARGIN_MS);
    for (const { orderId, left } of await this.documents.invoicedSince(since)) {
      if (left <= 0 || (await this.orders.find(orderId))) continue;
      const occurredAt = new Date().toISOString();
      const correlationId: string = uuidv7();
      const draft = { subjectId: orderId, orderId, refundAmount: left, occurredAt, correlationId };
      await this.database.transaction((tx) => this.documents.add(tx, [{ kind: 'credit_note', ...draft }]));
      this.log.warn({ orderId, amount: left }, 'the order of an invoice is lost: it is credited');
    }
  }
}
