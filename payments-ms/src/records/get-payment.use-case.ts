import { Injectable } from '@nestjs/common';
import { type GetPaymentRequest, type PaymentDetails, PaymentNotFound } from '@orderwire/contracts';
import { PaymentHistoryRepository } from './payment-history.repository.js';
import { PaymentListRepository } from './payment-list.repository.js';
import { historyView, MAX_RELATED, paymentRecord, sessionRecord } from './record-views.js';

/** Reads one capture and what followed it. */
@Injectable()
export class GetPaymentUseCase {
  constructor(
    private readonly payments: PaymentListRepository,
    private readonly history: PaymentHistoryRepository,
  ) {}

  /** Throws payments.not_found. */
  async execute({ paymentId }: GetPaymentRequest): Promise<PaymentDetails> {
    const payment = await this.payments.find(paymentId);
    if (!payment) throw PaymentNotFound({ paymentId });
    const [session, related] = await Promise.all([
      this.history.session(payment.sessionId),
      this.history.read(payment.orderId, [paymentId], { onlyThese: true, limit: MAX_RELATED }),
    ]);
    return {
      payment: paymentRecord(payment),
      session: session && sessionRecord(session),
      ...historyView(related),
    };
  }
}
