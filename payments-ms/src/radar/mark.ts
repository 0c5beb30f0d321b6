export type MarkKind = 'fraud_warning' | 'review';

/** An early fraud warning or a review, as Stripe has it now. */
export interface StripeMark {
  readonly kind: MarkKind;
  /** `issfr_…`, `prv_…` */
  readonly id: string;
  /** `pi_…`; null for a charge without a payment intent. */
  readonly paymentId: string | null;
  /** From the metadata of the payment. */
  readonly orderId: string | null;
  readonly shop: string | null;
  /** The type of fraud, or the reason of the review's start or end. */
  readonly reason: string;
  /** The warning is actionable, the review open. */
  readonly open: boolean;
  readonly createdAt: Date;
}

/** Whether the stored mark differs. A mark that is closed stays closed: its reason no longer changes. */
export const isOutdated = (storedOpen: boolean | undefined, { open }: Pick<StripeMark, 'open'>): boolean =>
  storedOpen === undefined || (storedOpen && !open);
