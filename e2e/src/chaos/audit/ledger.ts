import { differences, type Invariant, sums } from './invariant.js';
import type { StripeLedgerLine, StripeSnapshot } from './snapshot.js';

/**
 * The balance of each ledger account by the sandbox's ledger. Every other account must be empty.
 */
const accounts: Record<string, (line: StripeLedgerLine) => number> = {
  captured: ({ captured }) => -captured,
  refunded: ({ refunded }) => refunded,
  disputed: ({ disputed }) => disputed,
  fees: ({ fees }) => fees,
  stripe_balance: ({ net }) => net,
};

export const ledgerInvariants: readonly Invariant[] = [
  {
    rule: 'the ledger balances, and each account matches Stripe',
    check: ({ unbalancedMovements, accounts: recorded, stripe }) => [
      ...unbalancedMovements.map((movement) => `the movement ${movement} does not sum to zero`),
      ...differences(
        sums(recorded, ({ account, currency }) => `${account} in ${currency}`),
        expectedBalances(stripe.ledger),
        (name, here, there) => `the ledger has ${here} of ${name}, Stripe's has ${there}`,
      ),
    ],
  },
  {
    rule: "Stripe's API and the sandbox's ledger agree",
    check: ({ stripe }) => {
      const { intents, refunds, disputes, balance, ledger } = stripe;
      const byIntent = ({ intentId }: { intentId: string }): string => intentId;
      const notFailed = refunds.filter(({ status }) => status !== 'failed');
      const withheld = disputes.filter(({ status }) => status !== 'won' && !status.startsWith('warning_'));
      const net = ledger.map(({ currency, net: amount }) => ({ currency, amount }));
      return [
        ...compare('captured', sums(intents.map(captureOf), byIntent), ledger),
        ...compare('refunded', sums(notFailed, byIntent), ledger),
        ...compare('disputed', sums(withheld, byIntent), ledger),
        ...differences(
          sums(balance, ({ currency }) => currency),
          sums(net, ({ currency }) => currency),
          (currency, api, own) => `Stripe's API lists ${api} ${currency}, its ledger has ${own}`,
        ),
      ];
    },
  },
];

const captureOf = ({ id: intentId, received: amount }: StripeSnapshot['intents'][number]) => ({
  intentId,
  amount,
});

function compare(
  what: 'captured' | 'refunded' | 'disputed',
  api: ReadonlyMap<string, number>,
  ledger: readonly StripeLedgerLine[],
): string[] {
  const own = new Map(ledger.map((line) => [line.intentId, line[what]]));
  return differences(
    api,
    own,
    (id, listed, recorded) => `${what} of ${id} is ${listed} by Stripe's API and ${recorded} by its ledger`,
  );
}

function expectedBalances(ledger: readonly StripeLedgerLine[]): Map<string, number> {
  const lines = Object.entries(accounts).flatMap(([account, amountOf]) =>
    ledger.map((line) => ({ account, currency: line.currency, amount: amountOf(line) })),
  );
  return sums(lines, ({ account, currency }) => `${account} in ${currency}`);
}
