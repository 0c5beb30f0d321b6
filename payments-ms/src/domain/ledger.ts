import type { BalanceTransaction, Presented } from './balance-transaction.js';

/**
 * The accounts. What comes in is positive where it is held (receivable, stripe_balance, exchange) and negative where it
 * comes from (captured, unknown); what is lost again stands positive in refunded, disputed, fees and payouts.
 */
export const ACCOUNTS = [
  'receivable',
  'captured',
  'refunded',
  'disputed',
  'fees',
  'stripe_balance',
  'exchange',
  'unknown',
  'payouts',
  'other',
] as const;

/**
 * `receivable`: captured, and Stripe has not told yet what it came to. `exchange`: Stripe settles in another currency.
 * `unknown`: money that names no order of ours. `other`: kinds of transactions this code does not know.
 */
export type Account = (typeof ACCOUNTS)[number];

export interface Entry {
  readonly account: Account;
  readonly currency: string;
  /** Minor units, never 0. */
  readonly amount: number;
}

/** Entries that belong together; they sum to zero in every currency. */
export interface Movement {
  /** The same movement always has the same key, and is posted once. */
  readonly key: string;
  readonly at: Date;
  readonly about: Reference;
  readonly entries: readonly Entry[];
}

/** What an account holds in a currency. */
export interface AccountBalance {
  readonly account: Account;
  readonly currency: string;
  /** Minor units. */
  readonly balance: bigint;
}

/** What a movement is about, as far as it is about a payment of ours. */
export interface Reference {
  readonly orderId: string | null;
  /** `pi_…` */
  readonly paymentId: string | null;
}

export interface Captured extends Presented {
  /** `pi_…` */
  readonly id: string;
  readonly at: Date;
}

/** Where the other side of a balance transaction stands. */
const accountOfType: Readonly<Record<string, Account>> = {
  charge: 'receivable',
  payment: 'receivable',
  refund: 'refunded',
  payment_refund: 'refunded',
  refund_failure: 'refunded',
  payment_failure_refund: 'refunded',
  payment_refund_failure: 'refunded',
  payout: 'payouts',
  payout_cancel: 'payouts',
  payout_failure: 'payouts',
  stripe_fee: 'fees',
  stripe_fx_fee: 'fees',
  tax_fee: 'fees',
};

/** Which account a balance transaction is booked against; of an adjustment only its source tells (`dp_…`, `du_…`: a dispute). */
export function accountOf(type: string, source: string | null): Account {
  if (/^(dp|du)_/.test(source ?? '')) return 'disputed';
  return accountOfType[type] ?? 'other';
}

/** Money of an order of ours that Stripe captured; what it comes to is told by its balance transaction. */
export const captured = (payment: Captured, about: Reference): Movement =>
  movement(`capture:${payment.id}`, payment.at, about, income('captured', payment));

/** Captured money that names no order of ours. */
export const unknownMoney = (payment: Captured): Movement =>
  movement(`unknown:${payment.id}`, payment.at, nobody, income('unknown', payment));

/** Money that was unknown and turns out to be an order's: takes {@link unknownMoney} back. */
export const claimed = (payment: Captured, about: Reference): Movement => {
  const back = { ...payment, amount: -payment.amount };
  return movement(`claim:${payment.id}`, payment.at, about, income('unknown', back));
};

/** Nothing of ours. */
export const nobody: Reference = { orderId: null, paymentId: null };

/**
 * What a balance transaction did, against the account it belongs to. `presented` is what the charge, refund or dispute
 * itself says: needed where Stripe settles in another currency. Throws when Stripe's own sum is wrong.
 */
export function settled(
  transaction: BalanceTransaction,
  account: Account,
  about: Reference,
  presented?: Presented | null,
): Movement {
  const { id, amount, fee, net, currency, at } = transaction;
  if (net !== amount - fee) throw new Error(`${id} does not balance: ${net} is not ${amount} less ${fee}`);
  const held: Entry[] = [
    { account: 'stripe_balance', currency, amount: net },
    { account: 'fees', currency, amount: fee },
  ];
  if (!presented || presented.currency === currency)
    return movement(id, at, about, [...held, { account, currency, amount: -amount }]);
  const original = Math.sign(amount) * Math.abs(presented.amount);
  return movement(id, at, about, [
    ...held,
    { account: 'exchange', currency, amount: -amount },
    { account: 'exchange', currency: presented.currency, amount: original },
    { account, currency: presented.currency, amount: -original },
  ]);
}

const income = (account: Account, { amount, currency }: Presented): Entry[] => [
  { account, currency, amount: -amount },
  { account: 'receivable', currency, amount },
];

/** One entry per account and currency; what comes to nothing is left out. */
function movement(key: string, at: Date, about: Reference, parts: readonly Entry[]): Movement {
  const sums = new Map<string, Entry>();
  for (const part of parts) {
    const name = `${part.account} ${part.currency}`;
    sums.set(name, { ...part, amount: (sums.get(name)?.amount ?? 0) + part.amount });
  }
  return { key, at, about, entries: [...sums.values()].filter(({ amount }) => amount !== 0) };
}
