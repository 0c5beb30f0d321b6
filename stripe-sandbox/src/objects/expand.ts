import type Stripe from 'stripe';
import { invalid } from '../api/api-error.js';
import type { Core } from '../core.js';
import type { Kind, SessionRecord } from '../store/records.js';
import { productOf, renderLineItem } from './line-item.js';
import { renderPaymentMethod } from './payment-method.js';
import { renderRefund } from './refund.js';
import { render } from './render.js';

const MAX_DEPTH = 4;

/** Fields that hold the id of a stored object. */
const REFERENCES: Record<string, Record<string, Kind>> = {
  'checkout.session': { payment_intent: 'intent', customer: 'customer' },
  payment_intent: { latest_charge: 'charge', customer: 'customer' },
  charge: {
    payment_intent: 'intent',
    customer: 'customer',
    balance_transaction: 'transaction',
    review: 'review',
  },
  refund: {
    charge: 'charge',
    payment_intent: 'intent',
    balance_transaction: 'transaction',
    failure_balance_transaction: 'transaction',
  },
  dispute: { charge: 'charge', payment_intent: 'intent' },
  'radar.early_fraud_warning': { charge: 'charge', payment_intent: 'intent' },
  review: { charge: 'charge', payment_intent: 'intent' },
};

/** Stripe's names of the kinds that have another one here. */
const TYPES: Partial<Record<Kind, string>> = {
  session: 'checkout.session',
  intent: 'payment_intent',
  transaction: 'balance_transaction',
  fraudWarning: 'radar.early_fraud_warning',
};

/** Fields with objects of other kinds, see {@link resolve}. */
const OTHERS: Record<string, readonly string[]> = {
  'checkout.session': ['line_items'],
  'checkout.session.total_details': ['breakdown'],
  payment_intent: ['payment_method'],
  charge: ['refunds'],
  balance_transaction: ['source'],
  price: ['product'],
};

const names = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Fields that Stripe can expand and that are always null here. */
const EMPTY: Record<string, ReadonlySet<string>> = {
  'checkout.session': names('invoice payment_link setup_intent shipping_cost.shipping_rate subscription'),
  payment_intent: names('application on_behalf_of review source transfer_data.destination'),
  charge: names(
    'application application_fee failure_balance_transaction on_behalf_of source_transfer ' +
      'transfer_data.destination',
  ),
  refund: names('source_transfer_reversal transfer_reversal'),
  'dispute.evidence': names(
    'cancellation_policy customer_communication customer_signature duplicate_charge_documentation receipt refund_policy ' +
      'service_documentation shipping_documentation uncategorized_file',
  ),
  customer: names('default_source test_clock'),
  'customer.invoice_settings': names('default_payment_method'),
  payment_method: names('customer'),
  product: names('default_price'),
};

/**
 * Replaces ids by the objects they stand for, in place: `payment_intent.latest_charge`,
 * `data.payment_intent`, …
 *
 * @throws ApiError for a property that cannot be expanded
 */
export function expand(core: Core, target: object, paths: readonly string[]): void {
  for (const path of paths) {
    const parts = path.split('.');
    if (parts.length > MAX_DEPTH) {
      throw invalid(
        `You cannot expand more than ${MAX_DEPTH} levels of a property. Property: ${path}`,
        'expand',
      );
    }
    walk(core, target, parts, path);
  }
}

/** `part`: the name of an object that has no `object` field, such as `dispute.evidence`. */
function walk(core: Core, target: object, [name, ...rest]: string[], path: string, part?: string): void {
  if (name === undefined) return;
  const data: unknown = Reflect.get(target, 'data');
  if (Reflect.get(target, 'object') === 'list' && Array.isArray(data)) {
    if (name !== 'data' || rest.length === 0) {
      throw invalid(
        `This property cannot be expanded (${path}). You may want to try expanding 'data.${path}' instead.`,
      );
    }
    for (const item of data) walk(core, item, rest, path);
    return;
  }
  const type = String(Reflect.get(target, 'object') ?? part);
  const empty = EMPTY[type];
  if (empty?.has(name) || (rest.length > 0 && empty?.has([name, ...rest].join('.')))) return;
  const present: unknown = Reflect.get(target, name);
  const expandable = REFERENCES[type]?.[name] !== undefined || OTHERS[type]?.includes(name) === true;
  if (!expandable && (typeof present !== 'object' || present === null || rest.length === 0))
    throw invalid(`This property cannot be expanded (${path}).`);
  const value = typeof present === 'object' && present !== null ? present : resolve(core, target, type, name);
  if (value === null) return checkRest(REFERENCES[type]?.[name], rest, path);
  Reflect.set(target, name, value);
  walk(core, value, rest, path, `${type}.${name}`);
}

/** Checks the rest of a path below an empty field, as far as the kind of its object is known. */
function checkRest(kind: Kind | undefined, [name, ...rest]: string[], path: string): void {
  if (!kind || name === undefined) return;
  const type = TYPES[kind] ?? kind;
  const next = REFERENCES[type]?.[name];
  if (next) return checkRest(next, rest, path);
  if (rest.length === 0 && !OTHERS[type]?.includes(name) && !EMPTY[type]?.has(name))
    throw invalid(`This property cannot be expanded (${path}).`);
}

/** The object for an expandable field; null when the field is empty. */
function resolve(core: Core, target: object, type: string, name: string): object | null {
  const id = String(Reflect.get(target, 'id'));
  const reference: unknown = Reflect.get(target, name);
  const { rows } = core.store;
  const kind = REFERENCES[type]?.[name];
  if (kind) {
    const snapshot = typeof reference === 'string' ? core.store.snapshot(kind, reference) : null;
    return snapshot && render(snapshot, core.publicUrl, core.seconds);
  }
  switch (`${type}.${name}`) {
    case 'checkout.session.line_items': {
      const session = rows.session.get(id);
      return session ? lineItems(session) : null;
    }
    case 'checkout.session.total_details.breakdown':
      return { discounts: [], taxes: [] };
    case 'payment_intent.payment_method': {
      const intent = rows.intent.get(id);
      return intent?.method && reference
        ? renderPaymentMethod(intent.method, intent.shopper, intent.created)
        : null;
    }
    case 'charge.refunds':
      return refundsOf(core, id);
    case 'price.product':
      return productOf(target);
    default:
      return sourceOf(core, String(reference));
  }
}

function refundsOf(core: Core, charge: string): Stripe.ApiList<Stripe.Refund> {
  const { rows } = core.store;
  const refunds = (rows.charge.get(charge)?.refunds ?? [])
    .toReversed()
    .flatMap((refund) => rows.refund.get(refund) ?? []);
  return {
    object: 'list',
    data: refunds.map(renderRefund),
    has_more: false,
    url: `/v1/charges/${charge}/refunds`,
  };
}

/** The charge, refund or dispute behind a balance transaction. */
function sourceOf(core: Core, id: string): object | null {
  const kinds = ['charge', 'refund', 'dispute'] as const;
  const kind = kinds.find((name) => core.store.rows[name].get(id));
  const snapshot = kind ? core.store.snapshot(kind, id) : null;
  return snapshot && render(snapshot, core.publicUrl, core.seconds);
}

function lineItems(session: SessionRecord): Stripe.ApiList<Stripe.LineItem> {
  return {
    object: 'list',
    data: session.lines.slice(0, 10).map((line) => renderLineItem(line, session)),
    has_more: session.lines.length > 10,
    url: `/v1/checkout/sessions/${session.id}/line_items`,
  };
}
