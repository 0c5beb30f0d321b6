import Stripe from 'stripe';
import type { LineRecord, SessionRecord } from '../store/records.js';

/** Renders one line of a session, its inline price included. */
export function renderLineItem(line: LineRecord, session: SessionRecord): Stripe.LineItem {
  const amount = line.unitAmount * line.quantity;
  return {
    id: line.id,
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: session.currency,
    description: line.name,
    metadata: line.metadata,
    price: renderPrice(line, session),
    quantity: line.quantity,
  };
}

function renderPrice(line: LineRecord, session: SessionRecord): Stripe.Price {
  return {
    id: line.price,
    object: 'price',
    active: false,
    billing_scheme: 'per_unit',
    created: session.created,
    currency: session.currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: {},
    nickname: null,
    product: line.product,
    recurring: null,
    tax_behavior: 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: 'one_time',
    unit_amount: line.unitAmount,
    unit_amount_decimal: Stripe.Decimal.from(line.unitAmount),
  };
}
