import { describe, expect, test } from '@jest/globals';
import { ledgerAccounts } from '@orderwire/contracts';
import fc from 'fast-check';
import {
  accountOf,
  captureMovement,
  claimMovement,
  type Movement,
  NO_REFERENCE,
  balanceMovement,
  unknownCaptureMovement,
} from './ledger.js';

const about = { orderId: '0193a5f0-0000-7000-8000-000000000001', paymentId: 'pi_1' };
const at = new Date(0);
const currency = fc.constantFrom('usd', 'eur', 'jpy', 'kwd');
const amount = fc.integer({ min: 1, max: 99_999_999 });
const payment = fc.record({ id: fc.constant('pi_1'), at: fc.constant(at), amount, currency });
const transaction = fc
  .record({
    gross: fc.integer({ min: -99_999_999, max: 99_999_999 }),
    fee: fc.integer({ min: -9_999, max: 9_999 }),
    currency,
  })
  .map(({ gross, fee, ...rest }) => ({
    id: 'txn_1',
    type: 'x',
    at,
    amount: gross,
    fee,
    net: gross - fee,
    ...rest,
  }));

const sums = ({ entries }: Movement): number[] => {
  const byCurrency = new Map<string, number>();
  for (const entry of entries)
    byCurrency.set(entry.currency, (byCurrency.get(entry.currency) ?? 0) + entry.amount);
  return [...byCurrency.values()];
};
const balances = (movement: Movement) => {
  expect(sums(movement).every((sum) => sum === 0)).toBe(true);
  expect(movement.entries.every((entry) => entry.amount !== 0)).toBe(true);
  const places = movement.entries.map((entry) => `${entry.account} ${entry.currency}`);
  expect(new Set(places).size).toBe(places.length);
};

describe('every movement', () => {
  test('of a capture sums to zero in each currency', () => {
    fc.assert(
      fc.property(payment, (one) => {
        balances(captureMovement(one, about));
        balances(unknownCaptureMovement(one));
        balances(claimMovement(one, about));
      }),
    );
  });

  test('of a balance transaction sums to zero in each currency', () => {
    fc.assert(
      fc.property(
        transaction,
        fc.constantFrom(...ledgerAccounts),
        fc.option(fc.record({ amount, currency })),
        (reported, account, presented) => balances(balanceMovement(reported, account, about, presented)),
      ),
    );
  });

  test('changes our balance at Stripe by exactly the net amount', () => {
    fc.assert(
      fc.property(transaction, fc.option(fc.record({ amount, currency })), (reported, presented) => {
        const { entries } = balanceMovement(reported, 'receivable', about, presented);
        const onBalance = entries.filter(({ account }) => account === 'stripe_balance');
        expect(onBalance.reduce((sum, entry) => sum + entry.amount, 0)).toBe(reported.net);
      }),
    );
  });
});

describe('a payment', () => {
  const paid = { id: 'pi_1', amount: 1_000, currency: 'usd', at };
  const reported = { id: 'txn_1', type: 'charge', amount: 1_000, fee: 59, net: 941, currency: 'usd', at };
  const total = (movements: Movement[]) => {
    const all: Record<string, number> = {};
    for (const { entries } of movements)
      for (const { account, currency: c, amount: a } of entries)
        all[`${account} ${c}`] = (all[`${account} ${c}`] ?? 0) + a;
    return Object.fromEntries(Object.entries(all).filter(([, sum]) => sum !== 0));
  };

  test('is receivable until Stripe reports its balance transaction', () => {
    expect(total([captureMovement(paid, about)])).toEqual({
      'captured usd': -1_000,
      'receivable usd': 1_000,
    });
    expect(total([captureMovement(paid, about), balanceMovement(reported, 'receivable', about)])).toEqual({
      'captured usd': -1_000,
      'stripe_balance usd': 941,
      'fees usd': 59,
    });
  });

  test('that Stripe settles in another currency uses the exchange account', () => {
    const euros = { ...reported, amount: 900, fee: 50, net: 850, currency: 'eur' };
    expect(total([captureMovement(paid, about), balanceMovement(euros, 'receivable', about, paid)])).toEqual({
      'captured usd': -1_000,
      'exchange usd': 1_000,
      'exchange eur': -900,
      'stripe_balance eur': 850,
      'fees eur': 50,
    });
  });

  test('that is fully refunded costs the fee', () => {
    const refund = { ...reported, id: 'txn_2', type: 'refund', amount: -1_000, fee: 0, net: -1_000 };
    const movements = [captureMovement(paid, about), balanceMovement(reported, 'receivable', about)];
    expect(total([...movements, balanceMovement(refund, accountOf('refund', 're_1'), about)])).toEqual({
      'captured usd': -1_000,
      'refunded usd': 1_000,
      'stripe_balance usd': -59,
      'fees usd': 59,
    });
  });

  test('that was unknown and is claimed has no unknown balance', () => {
    expect(
      total([unknownCaptureMovement(paid), captureMovement(paid, about), claimMovement(paid, about)]),
    ).toEqual(total([captureMovement(paid, about)]));
  });
});

describe('a balance transaction', () => {
  test('of a dispute belongs to the disputed account, whatever its type', () => {
    expect(accountOf('adjustment', 'du_1')).toBe('disputed');
    expect(accountOf('adjustment', 'dp_1')).toBe('disputed');
    expect(accountOf('adjustment', null)).toBe('other');
    expect(accountOf('payout', 'po_1')).toBe('payouts');
  });

  test('whose net is wrong is not posted', () => {
    const wrong = { id: 'txn_1', type: 'charge', amount: 1_000, fee: 59, net: 1_000, currency: 'usd', at };
    expect(() => balanceMovement(wrong, 'receivable', NO_REFERENCE)).toThrow('does not balance');
  });
});
