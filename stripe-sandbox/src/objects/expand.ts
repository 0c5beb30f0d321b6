import type Stripe from 'stripe';
import { invalid } from '../api/api-error.js';
import type { Core } from '../core.js';
import type { Kind, SessionRecord } from '../store/records.js';
import { renderLineItem } from './line-item.js';
import { renderPaymentMethod } from './payment-method.js';
import { renderRefund } from './refund.js';
import { render } from './render.js';

const MAX_DEPTH = 4;

/** Fields that hold the id of a stored object. */
const REFERENCES: Record<string, Record<string, Kind>> = {
  'checkout.session': { payment_intent: 'intent', customer: 'customer' },
  payment_intent: { latest_charge: 'charge', customer: 'customer' },
  charge: { payment_intent: 'intent', customer: 'customer', balance_transaction: 'transaction' },
  refund: {
    charge: 'charge',
    payment_intent: 'intent',
    balance_transaction: 'transaction',
    failure_balance_transaction: 'transaction',
  },
  dispute: { charge: 'charge', payment_intent: 'intent' },
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

function walk(core: Core, target: object, [name, ...rest]: string[], path: string): void {
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
  const present: unknown = Reflect.get(target, name);
  const value = typeof present === 'object' && present !== null ? present : resolve(core, target, name, path);
  if (value === null) return;
  Reflect.set(target, name, value);
  walk(core, value, rest, path);
}

/** The object for a field; null when the field is empty. */
function resolve(core: Core, target: object, name: string, path: string): object | null {
  const [type, id] = [String(Reflect.get(target, 'object')), String(Reflect.get(target, 'id'))];
  const reference: unknown = Reflect.get(target, name);
  const { rows } = core.store;
  const kind = REFERENCES[type]?.[name];
  if (kind) {
    const snapshot = typeof reference === 'string' ? core.store.snapshot(kind, reference) : null;
    return snapshot && render(snapshot, core.publicUrl, core.seconds);
  }
  if (type === 'checkout.session' && name === 'line_items') {
    const session = rows.session.get(id);
    return session ? lineItems(session) : null;
  }
  if (type === 'payment_intent' && name === 'payment_method') {
    const intent = rows.intent.get(id);
    return intent?.method && reference
      ? renderPaymentMethod(intent.method, intent.shopper, intent.created)
      : null;
  }
  if (type === 'charge' && name === 'refunds') {
    const refunds = (rows.charge.get(id)?.refunds ?? [])
      .toReversed()
      .flatMap((refund) => rows.refund.get(refund) ?? []);
    return {
      object: 'list',
      data: refunds.map(renderRefund),
      has_more: false,
      url: `/v1/charges/${id}/refunds`,
    };
  }
  if (type === 'balance_transaction' && name === 'source') return sourceOf(core, String(reference));
  throw invalid(`This property cannot be expanded (${path}).`);
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
