import { describe, expect, it } from '@jest/globals';
import { casesOf, isAboutAccounts, reasonToMiss, roundsOf } from './cases.js';

describe('the crash matrix', () => {
  const cases = casesOf('kill', /./);

  it('has a case before and after each commit, publication, acknowledgement and call to Stripe', () => {
    const names = cases.map(({ service, point }) => `${service} ${point}`);
    for (const name of [
      'orders-ms transaction.commit.before',
      'orders-ms outbox.publish.after',
      'orders-ms orders_ms_settle_order.commit.before',
      'orders-ms orders_ms_settle_order.ack.after',
      'orders-ms orders.open_session.commit.after',
      'payments-ms sessions.begin.commit.before',
      'payments-ms webhook.store.after',
      'payments-ms stripe.create_refund.after',
      'products-ms products_ms_sell_reservation.commit.after',
    ])
      expect(names).toContain(name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('asks nobody but payments-ms to fail at Stripe', () => {
    const others = cases.filter(({ service }) => service !== 'payments-ms');
    expect(others.filter(({ point }) => /stripe|webhook/.test(point))).toEqual([]);
  });

  it('must strike at every point, but for a few that have a reason', () => {
    const excused = cases.filter((one) => reasonToMiss(one) !== undefined);
    expect(excused.length).toBeLessThan(cases.length / 10);
  });

  it('knows what needs accounts', () => {
    const points = cases.filter(isAboutAccounts).map(({ point }) => point);
    expect(points).toContain('orders_ms_claim_guest_orders.ack.after');
    expect(points).toContain('orders_ms_forget_customer.commit.before');
    expect(points).toHaveLength(6);
  });

  it('keeps what it is told to keep', () => {
    expect(casesOf('hang', /orders-ms outbox\.mark/)).toEqual([
      { service: 'orders-ms', point: 'outbox.mark.after', mode: 'hang' },
    ]);
  });

  it('tries every case once, and no service twice in a round', () => {
    const rounds = roundsOf(cases);
    expect(rounds.flat()).toHaveLength(cases.length);
    for (const round of rounds) expect(new Set(round.map(({ service }) => service)).size).toBe(round.length);
  });
});
