import { describe, expect, it } from '@jest/globals';
import { allEvents, allRpcs, DeadLetterStored, event, rpc } from './index.js';

const first = (subject: string) => subject.split('.')[0];

class Anything {}

const request = {
  description: '',
  request: Anything,
  reply: Anything,
  access: 'anyone',
  callers: ['client-gateway'],
} as const;

describe('subjects', () => {
  it('of events share no first word with those of requests, except those about dead letters', () => {
    const requests = new Set([...allRpcs().keys()].map(first));
    const deadLetters = Object.values(DeadLetterStored).map(({ subject }) => subject);
    for (const subject of [...allEvents().keys()].filter((one) => !deadLetters.includes(one)))
      expect([subject, requests.has(first(subject))]).toEqual([subject, false]);
    expect(requests.size).toBeGreaterThan(0);
  });

  it('never start with "limits.", whose stream belongs to the rate limiter of the gateway', () => {
    for (const subject of [...allEvents().keys(), ...allRpcs().keys()])
      expect(first(subject)).not.toBe('limits');
  });

  it('include the three that users of the system depend on', () => {
    expect(allRpcs().has('validate_products')).toBe(true);
    expect(allRpcs().has('create.payment.session')).toBe(true);
    expect(allEvents().has('payment.succeeded')).toBe(true);
  });

  it('have one owner each', () => {
    for (const { subject, owner } of [...allRpcs().values(), ...allEvents().values()])
      expect([subject, owner]).toEqual([subject, expect.stringMatching(/-ms$/)]);
  });

  it('name a system caller only where no account is needed, and among their callers', () => {
    const other = { ...request, systemCallers: ['orders-ms'] };
    expect(() => rpc('sample.other', other)).toThrow('not among its callers');
    for (const access of ['account', 'staff', 'admin'] as const)
      expect(() => rpc('sample.staff', { ...other, access, callers: ['orders-ms'] })).toThrow(
        'needs an account',
      );
  });

  it('are declared once', () => {
    expect(() => rpc('orders.create', request)).toThrow('declared twice');
    expect(() => rpc('order.paid', request)).toThrow('declared twice');
    const fact = { description: '', payload: Anything, aggregateId: () => '' };
    expect(() => event('orders.create', fact)).toThrow('declared twice');
  });

  it.each(['orders.*', 'orders.>', 'Orders.create', 'orders..create', '', 'orders create', '$JS.API'])(
    'are plain NATS subjects: "%s" is refused',
    (subject) => {
      expect(() => rpc(subject, request)).toThrow('not a plain NATS subject');
    },
  );
});
