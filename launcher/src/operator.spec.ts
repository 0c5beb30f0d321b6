import { describe, expect, it } from '@jest/globals';
import { parseDeadLetterArguments } from './commands/dead-letters.js';
import { parseReplayArguments } from './commands/replay.js';
import { accountOf } from './operator.js';

const id = '019a0000-0000-7000-8000-000000000001';

describe('npm run dead-letters', () => {
  it.each<[string, string[], object]>([
    ['a list of all', ['list'], { verb: 'list', filters: {} }],
    [
      'a filtered list',
      ['list', '--service', 'orders-ms', '--consumer', 'c', '--subject', 's', '--resolved'],
      { filters: { service: 'orders', consumer: 'c', subject: 's', state: 'resolved' } },
    ],
    ['one id', ['show', 'orders', id], { verb: 'show', service: 'orders', ids: [id] }],
    ['several ids', ['requeue', 'payments-ms', id, id], { service: 'payments', ids: [id, id] }],
    ['a reason', ['discard', 'auth', id, '--reason', 'a test'], { reason: 'a test' }],
    ['a target', ['list', '--target', 'compose'], { target: 'compose' }],
  ])('parses %s', (_name, args, parsed) => expect(parseDeadLetterArguments(args)).toMatchObject(parsed));

  it.each([
    [[], 'A command is missing'],
    [['shred'], 'There is no command "shred"'],
    [['list', 'orders'], '--service orders'],
    [['show', 'unknown', id], 'no service "unknown"'],
    [['show', 'orders'], 'needs the id'],
    [['requeue', 'orders', '17'], '"17" is not an id'],
    [['discard', 'orders', id], '--reason'],
    [['discard', 'orders', id, '--reason', ' '], '--reason'],
    [['list', '--colour'], '--colour'],
  ])('rejects %j with a reason', (args, reason) =>
    expect(() => parseDeadLetterArguments(args)).toThrow(reason),
  );
});

describe('npm run replay', () => {
  it('combines order, subject and time', () => {
    expect(
      parseReplayArguments(['--order', id, '--subject', 'order.paid', '--from', '2026-01-31', '--dry-run'])
        .selection,
    ).toEqual({ orderId: id, subject: 'order.paid', from: '2026-01-31T00:00:00.000Z', dryRun: true });
    expect(parseReplayArguments(['--all', '--service', 'orders-ms']).selection).toEqual({
      service: 'orders',
    });
  });

  it.each([
    [[], '--all'],
    [['--service', 'orders'], '--all'],
    [['--order', '17'], '"17" is not an id'],
    [['--from', 'yesterday'], '"yesterday" is not a time'],
    [['--to', '31.1.2026'], '--to'],
    [['--from', '2026-02-01', '--to', '2026-01-31'], 'before'],
    [['--all', '--service', 'x'], 'no service "x"'],
  ])('rejects %j with a reason', (args, reason) => expect(() => parseReplayArguments(args)).toThrow(reason));
});

describe('an operator', () => {
  const admin = { email: 'admin@orderwire.example', password: 'p' };

  it('is the demo admin, or the account in the environment', () => {
    expect(accountOf({}, admin)).toBe(admin);
    const own = { ORDERWIRE_EMAIL: 'me@shop.example', ORDERWIRE_PASSWORD: 'q' };
    expect(accountOf(own, admin)).toEqual({ email: 'me@shop.example', password: 'q' });
    expect(() => accountOf({ ORDERWIRE_EMAIL: 'me@shop.example' }, admin)).toThrow('ORDERWIRE_PASSWORD');
    expect(() => accountOf({}, undefined)).toThrow('ORDERWIRE_EMAIL');
  });
});
