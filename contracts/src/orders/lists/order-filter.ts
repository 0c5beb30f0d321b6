import { IsIn, IsOptional } from 'class-validator';
import { IsEmailAddress } from '../../email.js';
import { MAX_AMOUNT } from '../../currencies.js';
import {
  IsCurrencyCode,
  IsId,
  IsOneOrMoreOf,
  IsQueryBoolean,
  IsText,
  IsTime,
  IsWholeNumber,
} from '../../rules.js';
import { orderStatuses, type OrderStatus } from '../order-status.js';
import { disputeStates, type DisputeState, reviewStates, type ReviewState } from '../order-view.js';
import { type OrderPaymentState, orderPaymentStates } from '../order-payment-state.js';

/** Which orders. All fields must hold. Customers may use `status`, `from` and `to`; the others are for staff. */
export class OrderFilter {
  /** One of these; repeat it, or separate several by commas. */
  @IsOptional()
  @IsOneOrMoreOf(orderStatuses)
  status?: OrderStatus[];

  /** Created at or after. */
  @IsOptional()
  @IsTime()
  from?: string;

  /** Created before. */
  @IsOptional()
  @IsTime()
  to?: string;

  /** Only for staff: one of these; repeat it, or separate several by commas. */
  @IsOptional()
  @IsOneOrMoreOf(orderPaymentStates)
  paymentState?: OrderPaymentState[];

  /** Only for staff: whether a refund was requested that neither succeeded nor failed. */
  @IsOptional()
  @IsQueryBoolean()
  refundPending?: boolean;

  /** Only for staff: orders with a dispute in this state. */
  @IsOptional()
  @IsIn(disputeStates)
  dispute?: DisputeState;

  /** Only for staff; true: orders whose payment a card network warned of. */
  @IsOptional()
  @IsQueryBoolean()
  fraudWarning?: boolean;

  /** Only for staff: orders whose payment has a review in this state. */
  @IsOptional()
  @IsIn(reviewStates)
  review?: ReviewState;

  /** Only for staff. */
  @IsOptional()
  @IsCurrencyCode()
  currency?: string;

  /** Only for staff, and only with `currency`: a total of at least this, in minor units. */
  @IsOptional()
  @IsWholeNumber(0, MAX_AMOUNT)
  minAmount?: number;

  /** Only for staff, and only with `currency`: a total of at most this, in minor units. */
  @IsOptional()
  @IsWholeNumber(0, MAX_AMOUNT)
  maxAmount?: number;

  /** Only for staff: this e-mail address, in any case. */
  @IsOptional()
  @IsEmailAddress()
  email?: string;

  /** Only for staff: e-mail addresses that begin with this, in any case. */
  @IsOptional()
  @IsText(254, 1)
  emailPrefix?: string;

  /** Only for staff: orders whose timeline has an entry with this correlation id. */
  @IsOptional()
  @IsText(128, 1)
  correlationId?: string;

  /** Only for staff: orders of this account. */
  @IsOptional()
  @IsId()
  customerId?: string;

  /** Only for staff: orders that are assigned to this account. */
  @IsOptional()
  @IsId()
  assigneeId?: string;
}
