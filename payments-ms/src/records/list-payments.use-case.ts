import { Injectable } from '@nestjs/common';
import { InvalidMessage, type ListPaymentsRequest, type PaymentPage } from '@orderwire/contracts';
import { pageOf } from '@orderwire/platform';
import { type PaymentFilter, PaymentListRepository } from './payment-list.repository.js';
import { paymentRecord } from './record-views.js';

/** Lists captures for staff, the one recorded last first. */
@Injectable()
export class ListPaymentsUseCase {
  constructor(private readonly payments: PaymentListRepository) {}

  /** Throws invalid_message for an invalid cursor, and for an amount without a currency. */
  async execute(request: ListPaymentsRequest): Promise<PaymentPage> {
    const filter = filterOf(request);
    return pageOf(request, {
      read: (after, limit) => this.payments.list(filter, after, limit),
      keyOf: ({ createdAt, id }) => ({ at: createdAt, id }),
      idType: 'text',
      view: paymentRecord,
    });
  }
}

function filterOf({ state, from, to, currency, minAmount, maxAmount }: ListPaymentsRequest): PaymentFilter {
  if (!currency && (minAmount !== undefined || maxAmount !== undefined))
    throw InvalidMessage({
      errors: [{ path: 'currency', message: 'currency must be given with minAmount or maxAmount' }],
    });
  return {
    ...(state && { state }),
    ...(from && { from: new Date(from) }),
    ...(to && { to: new Date(to) }),
    ...(currency && { currency }),
    ...(minAmount !== undefined && { minAmount }),
    ...(maxAmount !== undefined && { maxAmount }),
  };
}
