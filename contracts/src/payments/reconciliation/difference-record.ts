import { IsIn, IsString } from 'class-validator';
import { IsAmount, IsCurrencyCode, IsTime, Nullable } from '../../rules.js';
import { differenceKinds } from './reconciliation-events.js';

/** Differences that a run resolves: the object is processed, or the ledger gets its entries. */
export const resolvableDifferenceKinds = [
  'lost_webhook',
  'unrecorded_payment',
  'unsettled_session',
  'unacknowledged_payment',
  'outdated_refund',
  'outdated_dispute',
  'outdated_mark',
  'unposted_transaction',
  'unposted_capture',
] as const;

export const allDifferenceKinds = [...differenceKinds, ...resolvableDifferenceKinds] as const;

export type AnyDifferenceKind = (typeof allDifferenceKinds)[number];

/** A difference with Stripe, as it was found last. */
export class DifferenceRecord {
  @IsIn(allDifferenceKinds)
  kind!: AnyDifferenceKind;

  /** `pi_…`, `cs_…`, `txn_…`, …, or the id of an order or refund. */
  @IsString()
  objectId!: string;

  /** One line with the ids of the objects, at most 1,000 characters. */
  @IsString()
  message!: string;

  /** null when it is not known, or the difference is not about one order. */
  @Nullable()
  @IsString()
  orderId!: string | null;

  /** `pi_…` */
  @Nullable()
  @IsString()
  paymentId!: string | null;

  /** What was recorded here, or captured at Stripe if nothing was. Minor units. */
  @Nullable()
  @IsAmount()
  amount!: number | null;

  @Nullable()
  @IsCurrencyCode()
  currency!: string | null;

  @IsTime()
  firstSeenAt!: string;

  @IsTime()
  lastSeenAt!: string;

  /** When a run resolved it, or compared it again and did not find it. */
  @Nullable()
  @IsTime()
  resolvedAt!: string | null;
}
