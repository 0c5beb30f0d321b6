import { Type } from 'class-transformer';
import { IsIn, IsString, ValidateNested } from 'class-validator';
import { rpc } from '../contract.js';
import { IsId, IsText } from '../rules.js';

/** The most hits of one search. */
export const MAX_PAYMENT_HITS = 20;

/** Objects at Stripe that have an id. */
export const paymentHitKinds = ['session', 'intent', 'charge', 'refund', 'dispute'] as const;

export type PaymentHitKind = (typeof paymentHitKinds)[number];

/** An object at Stripe that belongs to an order. */
export class PaymentHit {
  @IsId()
  orderId!: string;

  @IsIn(paymentHitKinds)
  kind!: PaymentHitKind;

  /** Stripe's id: `cs_…`, `pi_…`, `ch_…`, `re_…`, `dp_…`. A refund without one has our id. */
  @IsString()
  id!: string;
}

export class SearchPaymentsRequest {
  /** A whole id, in the case that Stripe writes it. A UUID is the id of a refund. */
  @IsText(255, 1)
  query!: string;
}

export class PaymentHits {
  /** At most 20; empty for an unknown id. */
  @ValidateNested({ each: true })
  @Type(() => PaymentHit)
  data!: PaymentHit[];
}

export const SearchPayments = rpc('payments.search', {
  description: 'Finds the order of a payment session, payment intent, charge, refund or dispute by its id.',
  request: SearchPaymentsRequest,
  reply: PaymentHits,
  readOnly: true,
  access: 'staff',
  callers: ['client-gateway'],
  example: { query: 'pi_3PxExampleExampleExample' },
});
