import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsString, ValidateNested } from 'class-validator';
import { IsAmount, IsCurrencyCode, IsId, IsTime, Nullable } from '../../rules.js';
import { LedgerRecord } from './ledger-record.js';

/** The states of a payment session in payments-ms. */
export const sessionStates = [
  'opening',
  'open',
  'complete',
  'failed',
  'rejected',
  'expired',
  'superseded',
] as const;

export type SessionState = (typeof sessionStates)[number];

/** One attempt of an order: its payment session. */
export class SessionRecord {
  @IsInt()
  attempt!: number;

  @IsIn(sessionStates)
  status!: SessionState;

  /** `cs_…`; null while it is opening, or if Stripe never had it. */
  @Nullable()
  @IsString()
  stripeId!: string | null;

  /** The link to Stripe's page. */
  @Nullable()
  @IsString()
  url!: string | null;

  /** Minor units. */
  @IsAmount()
  amount!: number;

  @IsCurrencyCode()
  currency!: string;

  @IsString()
  correlationId!: string;

  @IsTime()
  createdAt!: string;

  @IsTime()
  expiresAt!: string;

  /** When it was published that the bank processes its payment. */
  @Nullable()
  @IsTime()
  delayedAt!: string | null;

  /** When its end was published; null while it may still be paid. */
  @Nullable()
  @IsTime()
  settledAt!: string | null;
}

/** `requested`: Stripe has not accepted it yet. `pending`: accepted. */
export const refundStates = ['requested', 'pending', 'succeeded', 'failed'] as const;

/** A refund as payments-ms stores it. */
export class RefundRecord {
  @IsId()
  id!: string;

  /** The capture that it is taken from. */
  @IsString()
  paymentId!: string;

  /** Minor units. */
  @IsAmount()
  amount!: number;

  @IsCurrencyCode()
  currency!: string;

  @IsIn(refundStates)
  status!: (typeof refundStates)[number];

  @IsString()
  reason!: string;

  /** Whether the refund is automatic, for a capture that pays for nothing. */
  @IsBoolean()
  automatic!: boolean;

  /** `re_…`; null until Stripe has accepted it. */
  @Nullable()
  @IsString()
  stripeId!: string | null;

  /** Why it failed, in Stripe's words. */
  @Nullable()
  @IsString()
  failure!: string | null;

  /** The error of the last attempt to submit it. */
  @Nullable()
  @IsString()
  lastError!: string | null;

  @IsInt()
  attempts!: number;

  @IsTime()
  requestedAt!: string;

  @IsTime()
  changedAt!: string;

  /** When it is submitted or retrieved next; null when it has succeeded or failed. */
  @Nullable()
  @IsTime()
  dueAt!: string | null;
}

/** Inquiries (`inquiry`, `closed`) are requests for information: no money is withdrawn. */
export const disputeStages = ['inquiry', 'opened', 'won', 'lost', 'closed'] as const;

/** A dispute as payments-ms stores it. */
export class DisputeRecord {
  /** `dp_…`, `du_…` */
  @IsString()
  id!: string;

  @IsString()
  paymentId!: string;

  /** Minor units. */
  @IsAmount()
  amount!: number;

  @IsCurrencyCode()
  currency!: string;

  /** Stripe's reason: `fraudulent`, `product_not_received`, … */
  @IsString()
  reason!: string;

  /** Stripe's status: `needs_response`, `under_review`, … */
  @IsString()
  status!: string;

  @IsIn(disputeStages)
  stage!: (typeof disputeStages)[number];

  @IsTime()
  openedAt!: string;

  @IsTime()
  changedAt!: string;
}

export const markKinds = ['fraud_warning', 'review'] as const;

/** An early fraud warning or a review of a payment. */
export class MarkRecord {
  /** `issfr_…`, `prv_…` */
  @IsString()
  id!: string;

  @IsIn(markKinds)
  kind!: (typeof markKinds)[number];

  @IsString()
  paymentId!: string;

  /** The type of fraud, or the reason of the review's start or end. */
  @IsString()
  reason!: string;

  /** Whether the shop has something to decide. */
  @IsBoolean()
  open!: boolean;

  @IsTime()
  createdAt!: string;

  @IsTime()
  changedAt!: string;
}

/** What followed captures. Each list has its newest 100. */
export class PaymentHistory {
  @ValidateNested({ each: true })
  @Type(() => RefundRecord)
  refunds!: RefundRecord[];

  @ValidateNested({ each: true })
  @Type(() => DisputeRecord)
  disputes!: DisputeRecord[];

  @ValidateNested({ each: true })
  @Type(() => MarkRecord)
  marks!: MarkRecord[];

  /** `payments.list_ledger` has all. */
  @ValidateNested({ each: true })
  @Type(() => LedgerRecord)
  ledger!: LedgerRecord[];
}
