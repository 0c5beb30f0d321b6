import { describe, expect, it } from '@jest/globals';
import { allEvents, allRpcs, event, rpc } from './index.js';

const first = (subject: string) => subject.split('.')[0];

class Anything {}

describe('subjects', () => {
  it('of events share no first word with those of requests, so that no stream ever swallows a request', () => {
    const requests = new Set([...allRpcs().keys()].map(first));
    for (const subject of allEvents().keys())
      expect([subject, requests.has(first(subject))]).toEqual([subject, false]);
    expect(requests.size).toBeGreaterThan(0);
  });

  it('leave "limits.>" to the counters of the gateway, whose stream would swallow them', () => {
    for (const subject of [...allEvents().keys(), ...allRpcs().keys()])
      expect(first(subject)).not.toBe('limits');
  });

  it("include the three that the system's users rely on", () => {
    expect(allRpcs().has('validate_products')).toBe(true);
    expect(allRpcs().has('create.payment.session')).toBe(true);
    expect(allEvents().has('payment.succeeded')).toBe(true);
  });

  it('mean one thing only', () => {
    expect(() => rpc('orders.create', Anything, Anything, { access: 'anyone' })).toThrow('declared twice');
    expect(() => rpc('order.paid', Anything, Anything, { access: 'anyone' })).toThrow('declared twice');
    expect(() => event('orders.create', Anything, () => '')).toThrow('declared twice');
  });

  it.each(['orders.*', 'orders.>', 'Orders.create', 'orders..create', '', 'orders create', '$JS.API'])(
    'are plain: "%s" is not',
    (subject) => {
      expect(() => rpc(subject, Anything, Anything, { access: 'anyone' })).toThrow(
        'not a plain NATS subject',
      );
    },
  );
});
