import { differences, type Invariant, sums } from './invariant.js';
import type { StripeLedgerLine } from './snapshot.js';

export const ledgerInvariants: readonly Invariant[] = [
  {
    rule: 'the ledger balances, and each account matches Stripe',
    check: ({ unbalancedMovements, accounts, stripe }) => [
      ...unbalancedMovements.map((movement) => `the movement ${movement} does not sum to zero`),
      ...differences(
        sums(accounts.map(({ account, currency, amount }) => [`${account} in ${currency}`, amount])),
        sums(stripe.ledger.flatMap(postingsOf)),
        0,
        (account, here, there) => `the ledger has ${here} of ${account}, Stripe's has ${there}`,
      ),
    ],
  },
  {
    rule: "Stripe's API and the sandbox's ledger agree",
    check: ({ stripe: { captures, refunds, disputes, balance, ledger } }) => {
      const compare = (
        what: 'captured' | 'refunded' | 'disputed',
        listed: readonly { intentId: string; amount: number }[],
      ) =>
        differences(
          sums(listed.map(({ intentId, amount }) => [intentId, amount])),
          sums(ledger.map((line) => [line.intentId, line[what]])),
          0,
          (id, api, own) => `${what} of ${id} is ${api} by Stripe's API and ${own} by its ledger`,
        );
      const notFailed = refunds.filter(({ status }) => status !== 'failed');
      const withheld = disputes.filter(({ status }) => status !== 'won' && !status.startsWith('warning_'));
      return [
        ...compare('captured', captures),
        ...compare('refunded', notFailed),
        ...compare('disputed', withheld),
        ...differences(
          sums(balance.map(({ currency, amount }) => [currency, amount])),
          sums(ledger.map(({ currency, net }) => [currency, net])),
          0,
          (currency, api, own) => `Stripe's API lists ${api} ${currency}, its ledger has ${own}`,
        ),
      ];
    },
  },
];

/**
 * A payment's part of each account of our ledger, by the sandbox's. Every other account must be
 * empty.
 */
function postingsOf({ currency, captured, refunded, disputed, fees, net }: StripeLedgerLine) {
  const accounts = { captured: -captured, refunded, disputed, fees, stripe_balance: net };
  return Object.entries(accounts).map(([account, amount]) => [`${account} in ${currency}`, amount] as const);
}
