import { Injectable } from '@nestjs/common';
import type { DocumentPage, ListDocumentsRequest, OrderDocuments } from '@orderwire/contracts';
import { pageOf } from '@orderwire/platform';
import { DocumentListRepository, documentView } from './document-list.repository.js';
import { OrderClient } from './order.client.js';

/** Lists issued documents: all for staff, newest first; or those of one order, oldest first. */
@Injectable()
export class ListDocumentsUseCase {
  constructor(
    private readonly documents: DocumentListRepository,
    private readonly orders: OrderClient,
  ) {}

  /** Throws invalid_message for an invalid cursor. */
  execute(request: ListDocumentsRequest): Promise<DocumentPage> {
    return pageOf(request, {
      read: (after, limit) => this.documents.list(request, after, limit),
      keyOf: ({ issuedAt, id }) => ({ at: issuedAt ?? new Date(0), id }),
      view: documentView,
    });
  }

  /** Throws orders.not_found also for an order that the caller may not see. */
  async ofOrder(orderId: string): Promise<OrderDocuments> {
    await this.orders.readable(orderId);
    return { data: (await this.documents.ofOrder(orderId)).map(documentView) };
  }
}
