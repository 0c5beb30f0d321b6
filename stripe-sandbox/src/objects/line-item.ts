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

/** The lines behind rendered prices, for expanding their products. */
const sources = new WeakMap<object, { line: LineRecord; session: SessionRecord }>();

/** The product of a rendered price; null for an object that is none. */
export function productOf(price: object): Stripe.Product | null {
  const source = sources.get(price);
  if (!source) return null;
  const { line, session } = source;
  return {
    id: line.product,
    object: 'product',
    active: false,
    created: session.created,
    default_price: null,
    description: line.description,
    images: line.images,
    livemode: false,
    marketing_features: [],
    metadata: line.productMetadata ?? {},
    name: line.name,
    package_dimensions: null,
    shippable: null,
    tax_details: null,
    tax_code: line.taxCode ?? null,
    type: 'service',
    unit_label: line.unitLabel ?? null,
    updated: session.created,
    url: null,
  };
}

function renderPrice(line: LineRecord, session: SessionRecord): Stripe.Price {
  const price: Stripe.Price = {
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
    tax_behavior: line.taxBehavior ?? 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: 'one_time',
    unit_amount: line.unitAmount,
    unit_amount_decimal: Stripe.Decimal.from(line.unitAmount),
  };
  sources.set(price, { line, session });
  return price;
}
