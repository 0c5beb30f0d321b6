import type { StripeAccount, StripeBooks } from './books.js';
import type { Invariant } from './invariant.js';
import { differing, sums } from './sums.js';

/** Which part of Stripe's own ledger each account must hold; every other account must hold nothing at rest. */
const accounts: Record<string, (line: StripeAccount) => number> = {
  captured: ({ captured }) => -captured,
  refunded: ({ returned }) => returned,
  disputed: ({ disputed }) => disputed,
  fees: ({ fees }) => fees,
  stripe_balance: ({ net }) => net,
};

export const accountBookInvariants: readonly Invariant[] = [
  {
    rule: 'the account book balances, and each account holds what Stripe says',
    check: ({ unbalanced, accounts: ours, stripe }) => [
      ...unbalanced.map((movement) => `the movement ${movement} does not sum to zero`),
      ...differing(
        sums(ours, ({ account, currency }) => `${account} in ${currency}`),
        expected(stripe.ledger),
        (name, here, there) => `the account book has ${here} of ${name}, by Stripe's ledger it is ${there}`,
      ),
    ],
  },
  {
    rule: "what Stripe's API says is what its own ledger holds",
    check: ({ stripe }) => {
      const { intents, refunds, disputes, balance, ledger } = stripe;
      const byIntent = ({ intentId }: { intentId: string }): string => intentId;
      const live = refunds.filter(({ status }) => status !== 'failed');
      const held = disputes.filter(({ status }) => status !== 'won' && !status.startsWith('warning_'));
      return [
        ...compared('captured', sums(intents.map(captured), byIntent), ledger),
        ...compared('returned', sums(live, byIntent), ledger),
        ...compared('disputed', sums(held, byIntent), ledger),
        ...differing(
          sums(balance, ({ currency }) => currency),
          sums(
            ledger.map(({ currency, net: amount }) => ({ currency, amount })),
            ({ currency }) => currency,
          ),
          (currency, api, own) => `Stripe's API lists ${api} ${currency}, its ledger holds ${own}`,
        ),
      ];
    },
  },
];

const captured = ({ id: intentId, received: amount }: StripeBooks['intents'][number]) => ({
  intentId,
  amount,
});

function compared(
  what: 'captured' | 'returned' | 'disputed',
  api: ReadonlyMap<string, number>,
  ledger: readonly StripeAccount[],
): string[] {
  const own = new Map(ledger.map((line) => [line.intentId, line[what]]));
  return differing(
    api,
    own,
    (id, listed, held) => `${what} of ${id} is ${listed} by Stripe's API and ${held} by its ledger`,
  );
}

function expected(ledger: readonly StripeAccount[]): Map<string, number> {
  const lines = Object.entries(accounts).flatMap(([account, amountOf]) =>
    ledger.map((line) => ({ account, currency: line.currency, amount: amountOf(line) })),
  );
  return sums(lines, ({ account, currency }) => `${account} in ${currency}`);
}
