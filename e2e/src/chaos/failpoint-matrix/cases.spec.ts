import { describe, expect, it } from '@jest/globals';
import { casesOf, needsAccounts, roundsOf, systemFaultsOf } from './cases.js';

describe('failpoint matrix cases', () => {
  const cases = casesOf('kill', /./);

  it('cover before and after each commit, publication, acknowledgement and call to Stripe', () => {
    const names = cases.map(({ service, point }) => `${service} ${point}`);
    for (const name of [
      'orders-ms transaction.commit.before',
      'orders-ms outbox.publish.after',
      'orders-ms orders_ms_settle_order.commit.before',
      'orders-ms orders_ms_settle_order.ack.after',
      'orders-ms orders.open_session.commit.after',
      'payments-ms sessions.create.commit.before',
      'payments-ms webhook.store.after',
      'payments-ms stripe.create_refund.after',
      'products-ms products_ms_sell_reservation.commit.after',
      'notifications-ms notifications_ms_confirm_payment.commit.before',
      'notifications-ms messages.claim.commit.after',
      'notifications-ms messages.mark_sent.commit.before',
      'invoices-ms transaction.commit.after',
      'invoices-ms documents.mark_stored.commit.before',
      'shipping-ms parcels.claim_due.commit.after',
      'insights-ms insights_ms_count_paid.commit.before',
    ])
      expect(names).toContain(name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('fail at Stripe calls and webhooks in payments-ms only', () => {
    const others = cases.filter(({ service }) => service !== 'payments-ms');
    expect(others.filter(({ point }) => /^(stripe|webhook)\./.test(point))).toEqual([]);
  });

  it('publish events in the services that have some', () => {
    const publishing = cases.filter(({ point }) => point.startsWith('outbox.')).map(({ service }) => service);
    expect([...new Set(publishing)]).toEqual([
      'products-ms',
      'orders-ms',
      'payments-ms',
      'invoices-ms',
      'shipping-ms',
    ]);
  });

  it('know which failpoints need account events', () => {
    const points = cases.filter(needsAccounts).map(({ point }) => point);
    expect(points).toContain('orders_ms_claim_guest_orders.ack.after');
    expect(points).toContain('orders_ms_forget_customer.commit.before');
    expect(points).toContain('notifications_ms_send_password_reset.commit.after');
    expect(points).not.toContain('notifications_ms_confirm_order.commit.after');
    // Three each of two consumers of orders-ms and nine of notifications-ms.
    expect(points).toHaveLength(33);
  });

  it('are filtered by service and failpoint', () => {
    expect(casesOf('hang', /orders-ms outbox\.mark/)).toEqual([
      { service: 'orders-ms', point: 'outbox.mark.after', mode: 'hang' },
    ]);
    expect(systemFaultsOf(/orders-ms outbox\.mark/)).toEqual([]);
    expect(systemFaultsOf(/./)).toEqual(['stream_remade', 'events_lost']);
  });

  it('each appear in one round, and no service fails twice in a round', () => {
    const rounds = roundsOf(cases);
    expect(rounds.flat()).toHaveLength(cases.length);
    for (const round of rounds) expect(new Set(round.map(({ service }) => service)).size).toBe(round.length);
  });
});
