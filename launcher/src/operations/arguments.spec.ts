import { describe, expect, it } from '@jest/globals';
import { accountOf } from './as-operator.js';
import { deadLetterOrder } from './dead-letter-orders.js';
import { complaintOf } from '../account/request.js';
import { replayOrder } from './replay-order.js';

const id = '019a0000-0000-7000-8000-000000000001';

describe('npm run dead-letters', () => {
  it.each<[string, string[], object]>([
    ['all', ['list'], { verb: 'list', filters: {} }],
    [
      'some',
      ['list', '--service', 'orders-ms', '--consumer', 'c', '--subject', 's', '--resolved'],
      { filters: { service: 'orders', consumer: 'c', subject: 's', resolved: 'true' } },
    ],
    ['one', ['show', 'orders', id], { verb: 'show', service: 'orders', ids: [id] }],
    ['several', ['requeue', 'payments-ms', id, id], { service: 'payments', ids: [id, id] }],
    ['one for good', ['discard', 'auth', id, '--reason', 'a test'], { reason: 'a test' }],
    ['those in containers', ['list', '--target', 'compose'], { target: 'compose' }],
  ])('takes %s', (_name, args, order) => expect(deadLetterOrder(args)).toMatchObject(order));

  it.each([
    [[], 'Say what to do'],
    [['shred'], 'There is no "shred"'],
    [['list', 'orders'], '--service orders'],
    [['show', 'nobody', id], 'no service "nobody"'],
    [['show', 'orders'], 'give the id'],
    [['requeue', 'orders', '17'], '"17" is not the id'],
    [['discard', 'orders', id], '--reason'],
    [['discard', 'orders', id, '--reason', ' '], '--reason'],
    [['list', '--colour'], '--colour'],
  ])('names what is wrong: %j', (args, complaint) => expect(() => deadLetterOrder(args)).toThrow(complaint));
});

describe('npm run replay', () => {
  it('takes any mix of order, subject and time', () => {
    expect(
      replayOrder(['--order', id, '--subject', 'order.paid', '--from', '2026-01-31', '--dry-run']).selection,
    ).toEqual({ orderId: id, subject: 'order.paid', from: '2026-01-31T00:00:00.000Z', dryRun: true });
    expect(replayOrder(['--all', '--service', 'orders-ms']).selection).toEqual({ service: 'orders' });
  });

  it.each([
    [[], '--all'],
    [['--service', 'orders'], '--all'],
    [['--order', '17'], '"17" is not the id of an order'],
    [['--from', 'yesterday'], '"yesterday" is not a time'],
    [['--to', '31.1.2026'], '--to'],
    [['--from', '2026-02-01', '--to', '2026-01-31'], 'before'],
    [['--all', '--service', 'x'], 'no service "x"'],
  ])('names what is wrong: %j', (args, complaint) => expect(() => replayOrder(args)).toThrow(complaint));
});

describe('an operator', () => {
  const admin = { email: 'admin@orderwire.example', password: 'p' };

  it('is the demo admin, or whoever the environment names', () => {
    expect(accountOf({}, admin)).toBe(admin);
    const own = { ORDERWIRE_EMAIL: 'me@shop.example', ORDERWIRE_PASSWORD: 'q' };
    expect(accountOf(own, admin)).toEqual({ email: 'me@shop.example', password: 'q' });
    expect(() => accountOf({ ORDERWIRE_EMAIL: 'me@shop.example' }, admin)).toThrow('ORDERWIRE_PASSWORD');
    expect(() => accountOf({}, undefined)).toThrow('ORDERWIRE_EMAIL');
  });

  it('is told what a problem says, and nothing of its form', () => {
    const problem = {
      detail: 'No.',
      code: 'x.no',
      errors: [{ message: 'id must be a UUID' }],
      details: { reason: 'r' },
    };
    expect(complaintOf(JSON.stringify(problem))).toBe('No. (x.no)\n  id must be a UUID\n  reason: r');
    expect(complaintOf('<html>')).toBeUndefined();
  });
});
