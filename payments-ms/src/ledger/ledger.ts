import type { LedgerAccount } from '@orderwire/contracts';

/** One line of Stripe's balance: what it added to, or took from, our balance there. */
export interface BalanceTransaction {
  /** `txn_…` */
  readonly id: string;
  /** Stripe's type: charge, refund, adjustment, payout, … */
  readonly type: string;
  /** Minor units of {@link currency}, the balance's currency. The shopper's may differ. */
  readonly amount: number;
  readonly fee: number;
  /** Always amount less fee. */
  readonly net: number;
  readonly currency: string;
  readonly at: Date;
}

/** An unsigned amount in the currency that the shopper paid in. */
export interface PresentmentAmount {
  readonly amount: number;
  readonly currency: string;
}

export interface Entry {
  readonly account: LedgerAccount;
  readonly currency: string;
  /** Minor units, never 0. */
  readonly amount: number;
}

/** Entries that are posted together; they sum to zero in every currency. */
export interface Movement {
  /** Unique: a movement is posted once. */
  readonly key: string;
  readonly at: Date;
  readonly about: Reference;
  readonly entries: readonly Entry[];
}

export interface AccountBalance {
  readonly account: LedgerAccount;
  readonly currency: string;
  /** Minor units. */
  readonly balance: bigint;
}

/** The payment of ours that a movement belongs to, if there is one. */
export interface Reference {
  readonly orderId: string | null;
  /** `pi_…` */
  readonly paymentId: string | null;
}

export const NO_REFERENCE: Reference = { orderId: null, paymentId: null };

export interface Capture extends PresentmentAmount {
  /** `pi_…` */
  readonly id: string;
  readonly at: Date;
}

/** A refund or dispute, with the balance transactions that Stripe has reported of it. */
export interface Reversal extends PresentmentAmount {
  /** `re_…`, `dp_…` */
  readonly id: string;
  readonly paymentId: string | null;
  readonly balances: readonly BalanceTransaction[];
}

/** The counter account by type of a balance transaction. */
const accountByType: Readonly<Record<string, LedgerAccount>> = {
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

/** An adjustment is known only by its source: `dp_…` and `du_…` are disputes. */
export function accountOf(type: string, source: string | null): LedgerAccount {
  if (/^(dp|du)_/.test(source ?? '')) return 'disputed';
  return accountByType[type] ?? 'other';
}

/** A capture of an order. Its balance transaction is posted by {@link balanceMovement}. */
export const captureMovement = (capture: Capture, about: Reference): Movement =>
  movement(`capture:${capture.id}`, capture.at, about, income('captured', capture));

/** A capture that names no order of ours. */
export const unknownCaptureMovement = (capture: Capture): Movement =>
  movement(`unknown:${capture.id}`, capture.at, NO_REFERENCE, income('unknown', capture));

/** Reverses {@link unknownCaptureMovement} when the capture turns out to belong to an order. */
export const claimMovement = (capture: Capture, about: Reference): Movement => {
  const reversed = { ...capture, amount: -capture.amount };
  return movement(`claim:${capture.id}`, capture.at, about, income('unknown', reversed));
};

/** A captured payment, and its balance transaction where Stripe has reported it. */
export function paymentMovements(
  payment: Capture & { balance: BalanceTransaction | null },
  orderId: string,
): Movement[] {
  const about = { orderId, paymentId: payment.id };
  const capture = captureMovement(payment, about);
  const { balance } = payment;
  return balance
    ? [capture, balanceMovement(balance, accountOf(balance.type, null), about, payment)]
    : [capture];
}

/** The balance transactions of a refund or dispute. */
export function reversalMovements(orderId: string, reversal: Reversal): Movement[] {
  const { id, paymentId, balances } = reversal;
  return balances.map((line) =>
    balanceMovement(line, accountOf(line.type, id), { orderId, paymentId }, reversal),
  );
}

/**
 * A balance transaction against its counter account. `presented`: the amount of the charge, refund
 * or dispute itself, needed if Stripe settles in another currency. Throws if Stripe's net is not
 * its amount less its fee.
 */
export function balanceMovement(
  transaction: BalanceTransaction,
  account: LedgerAccount,
  about: Reference,
  presented?: PresentmentAmount | null,
): Movement {
  const { id, amount, fee, net, currency, at } = transaction;
  if (net !== amount - fee) throw new Error(`${id} does not balance: ${net} is not ${amount} less ${fee}`);
  const balance: Entry[] = [
    { account: 'stripe_balance', currency, amount: net },
    { account: 'fees', currency, amount: fee },
  ];
  if (!presented || presented.currency === currency)
    return movement(id, at, about, [...balance, { account, currency, amount: -amount }]);
  const original = Math.sign(amount) * Math.abs(presented.amount);
  return movement(id, at, about, [
    ...balance,
    { account: 'exchange', currency, amount: -amount },
    { account: 'exchange', currency: presented.currency, amount: original },
    { account, currency: presented.currency, amount: -original },
  ]);
}

const income = (account: LedgerAccount, { amount, currency }: PresentmentAmount): Entry[] => [
  { account, currency, amount: -amount },
  { account: 'receivable', currency, amount },
];

/** One entry per account and currency; sums of zero are left out. */
function movement(key: string, at: Date, about: Reference, parts: readonly Entry[]): Movement {
  const sums = new Map<string, Entry>();
  for (const part of parts) {
    const name = `${part.account} ${part.currency}`;
    sums.set(name, { ...part, amount: (sums.get(name)?.amount ?? 0) + part.amount });
  }
  return { key, at, about, entries: [...sums.values()].filter(({ amount }) => amount !== 0) };
}
