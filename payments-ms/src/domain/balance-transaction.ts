/** What Stripe did to our balance with it: one line of Stripe's own account book. */
export interface BalanceTransaction {
  /** `txn_…` */
  readonly id: string;
  /** Stripe's word: charge, refund, adjustment, payout, … */
  readonly type: string;
  /** Minor units of {@link currency}, which is the balance's and may differ from what the shopper paid in. */
  readonly amount: number;
  readonly fee: number;
  /** Always amount less fee. */
  readonly net: number;
  readonly currency: string;
  readonly at: Date;
}

/** An amount in the currency the shopper paid in, without a sign. */
export interface Presented {
  readonly amount: number;
  readonly currency: string;
}
