import type { Core } from '../../core.js';
import { CREATE_REFUND, refundCharge } from '../../checkout/refund-charge.js';
import { CREATE_SESSION, createSession } from '../../checkout/create-session.js';
import { sessionNow, expire } from '../../checkout/expire-session.js';
import { payWhileExpiring } from '../../faults/pay-while-expiring.js';
import { renderCharge } from '../../objects/charge.js';
import { renderEvent } from '../../objects/event.js';
import { renderLineItem } from '../../objects/line-item.js';
import { renderPaymentIntent } from '../../objects/payment-intent.js';
import { renderRefund } from '../../objects/refund.js';
import { renderSession } from '../../objects/session.js';
import { Collection } from '../../store/collection.js';
import { noSuch } from '../api-error.js';
import type { Endpoints } from '../endpoint.js';
import { createdSpan, LIST, listPage, only } from './list.js';
import { RANGE, type Shape } from '../shape.js';

const RETRIEVE: Shape = { expand: 'list' };

/** `/v1/checkout/sessions` */
export function sessionRoutes(core: Core, endpoints: Endpoints): void {
  const { rows } = core.store;
  endpoints.post('/checkout/sessions', CREATE_SESSION, (params, change) =>
    createSession(core, params, change),
  );
  endpoints.get('/checkout/sessions/:id', RETRIEVE, (_params, id) =>
    renderSession(sessionNow(core, id), core.publicUrl),
  );
  endpoints.post('/checkout/sessions/:id', { metadata: 'hash', ...RETRIEVE }, (params, change, id) => {
    const session = sessionNow(core, id);
    change.set('session', id, { metadata: params.metadata('metadata', session.metadata) });
    return { kind: 'session', id };
  });
  endpoints.post('/checkout/sessions/:id/expire', RETRIEVE, (_params, change, id) => {
    payWhileExpiring(core, id);
    expire(core, change, sessionNow(core, id));
    return { kind: 'session', id };
  });
  endpoints.get('/checkout/sessions/:id/line_items', LIST, (params, id) => {
    const session = sessionNow(core, id);
    const lines = new Collection<(typeof session.lines)[number]>();
    for (const line of session.lines.toReversed()) lines.put(line);
    return listPage(lines, params, {
      what: 'item',
      url: `/v1/checkout/sessions/${id}/line_items`,
      render: (line) => renderLineItem(line, session),
    });
  });
  const filters: Shape = {
    ...LIST,
    payment_intent: 'value',
    customer: 'value',
    status: 'value',
    created: RANGE,
  };
  endpoints.get('/checkout/sessions', filters, (params, _id, form) => {
    const [intent, customer] = [params.text('payment_intent'), params.text('customer')];
    const status = params.oneOf('status', ['open', 'complete', 'expired']);
    const created = createdSpan(params, form['created']);
    const known = intent ? rows.session.get(rows.intent.get(intent)?.session ?? '') : undefined;
    const candidates = intent ? only(known) : rows.session;
    return listPage(candidates, params, {
      what: 'checkout.session',
      url: '/v1/checkout/sessions',
      created,
      keep: (row) => (!customer || row.customer === customer) && (!status || row.status === status),
      render: (row) => renderSession(row, core.publicUrl),
    });
  });
}

/** `/v1/payment_intents`: made by Checkout only. */
export function intentRoutes(core: Core, endpoints: Endpoints): void {
  const rows = core.store.rows.intent;
  endpoints.get('/payment_intents/:id', { ...RETRIEVE, client_secret: 'value' }, (_params, id) => {
    const intent = rows.get(id);
    if (!intent) throw noSuch('payment_intent', id, 'intent');
    return renderPaymentIntent(intent, core.publicUrl);
  });
  endpoints.get('/payment_intents', { ...LIST, customer: 'value', created: RANGE }, (params, _id, form) => {
    const customer = params.text('customer');
    const created = createdSpan(params, form['created']);
    return listPage(rows, params, {
      what: 'payment_intent',
      url: '/v1/payment_intents',
      created,
      keep: (row) => !customer || row.customer === customer,
      render: (row) => renderPaymentIntent(row, core.publicUrl),
    });
  });
}

/** `/v1/charges` */
export function chargeRoutes(core: Core, endpoints: Endpoints): void {
  const { rows } = core.store;
  endpoints.get('/charges/:id', RETRIEVE, (_params, id) => {
    const charge = rows.charge.get(id);
    if (!charge) throw noSuch('charge', id);
    return renderCharge(charge, core.publicUrl);
  });
  const filters: Shape = { ...LIST, payment_intent: 'value', customer: 'value', created: RANGE };
  endpoints.get('/charges', filters, (params, _id, form) => {
    const [intent, customer] = [params.text('payment_intent'), params.text('customer')];
    const created = createdSpan(params, form['created']);
    const ids = intent ? (rows.intent.get(intent)?.charges ?? []) : undefined;
    return listPage(ids ? only(...ids.map((id) => rows.charge.get(id))) : rows.charge, params, {
      what: 'charge',
      url: '/v1/charges',
      created,
      keep: (row) => !customer || row.customer === customer,
      render: (row) => renderCharge(row, core.publicUrl),
    });
  });
}

/** `/v1/refunds` */
export function refundRoutes(core: Core, endpoints: Endpoints): void {
  const { rows } = core.store;
  endpoints.post('/refunds', CREATE_REFUND, (params, change) => refundCharge(core, params, change));
  endpoints.get('/refunds/:id', RETRIEVE, (_params, id) => {
    const refund = rows.refund.get(id);
    if (!refund) throw noSuch('refund', id, 'refund');
    return renderRefund(refund);
  });
  const filters: Shape = { ...LIST, payment_intent: 'value', charge: 'value', created: RANGE };
  endpoints.get('/refunds', filters, (params, _id, form) => {
    const [intent, charge] = [params.text('payment_intent'), params.text('charge')];
    const created = createdSpan(params, form['created']);
    const charges = charge ? [charge] : intent ? (rows.intent.get(intent)?.charges ?? []) : undefined;
    const ids = charges?.flatMap((id) => rows.charge.get(id)?.refunds ?? []);
    return listPage(ids ? only(...ids.map((id) => rows.refund.get(id))) : rows.refund, params, {
      what: 'refund',
      url: '/v1/refunds',
      created,
      render: renderRefund,
    });
  });
}

/** Stripe lists events of the last 30 days. */
const EVENTS_KEPT_SECONDS = 30 * 86_400;

/** `/v1/events` */
export function eventRoutes(core: Core, endpoints: Endpoints): void {
  const { events } = core.store;
  const oldest = (): number => core.seconds - EVENTS_KEPT_SECONDS;
  endpoints.get('/events/:id', RETRIEVE, (_params, id) => {
    const event = events.get(id);
    if (!event || event.created < oldest()) throw noSuch('event', id);
    return renderEvent(event, core.publicUrl);
  });
  const filters: Shape = { ...LIST, type: 'value', types: 'list', created: RANGE, delivery_success: 'value' };
  endpoints.get('/events', filters, (params, _id, form) => {
    const type = params.text('type');
    const types = params.list('types') ?? (type ? [type] : undefined);
    const matches = types?.map((pattern) =>
      pattern.endsWith('*')
        ? (name: string) => name.startsWith(pattern.slice(0, -1))
        : (name: string) => name === pattern,
    );
    const success = params.oneOf('delivery_success', ['true', 'false']);
    const { from, to } = createdSpan(params, form['created']);
    return listPage(events, params, {
      what: 'event',
      url: '/v1/events',
      created: { from: Math.max(from, oldest()), to },
      keep: (row) =>
        (!matches || matches.some((match) => match(row.type))) &&
        (!success || row.pending === (success === 'false')),
      render: (row) => renderEvent(row, core.publicUrl),
    });
  });
}
