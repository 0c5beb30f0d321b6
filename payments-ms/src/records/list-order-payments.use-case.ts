import { Injectable } from '@nestjs/common';
import type { OrderPayments, OrderRequest } from '@orderwire/contracts';
import { PaymentHistoryRepository } from './payment-history.repository.js';
import { PaymentListRepository } from './payment-list.repository.js';
import { historyView, MAX_RELATED, paymentRecord, sessionRecord } from './record-views.js';

/** Reads all that payments-ms stores about an order. */
@Injectable()
export class ListOrderPaymentsUseCase {
  constructor(
    private readonly payments: PaymentListRepository,
    private readonly history: PaymentHistoryRepository,
  ) {}

  async execute({ orderId }: OrderRequest): Promise<OrderPayments> {
    const [sessions, payments] = await Promise.all([
      this.history.sessionsOf(orderId, MAX_RELATED),
      this.payments.ofOrder(orderId, MAX_RELATED),
    ]);
    const ids = payments.map(({ id }) => id);
    const related = await this.history.read(orderId, ids, { onlyThese: false, limit: MAX_RELATED });
    return {
      sessions: sessions.map(sessionRecord),
      payments: payments.map(paymentRecord),
      ...historyView(related),
    };
  }
}
