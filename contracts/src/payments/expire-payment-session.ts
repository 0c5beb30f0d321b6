import { IsBoolean, IsInt, IsOptional, Max, Min } from 'class-validator';
import { rpc } from '../contract.js';
import { IsId } from '../rules.js';
import { AlreadyPaid, PaymentInProgress, PaymentRejected, PaymentsUnavailable } from './faults.js';

export class ExpirePaymentSessionRequest {
  @IsId()
  orderId!: string;

  /**
   * A new session of the order is about to be requested: the end of this one is not published, and
   * nothing is expired while no session can be created.
   */
  @IsOptional()
  @IsBoolean()
  replacing?: boolean;

  /** An open session of a later attempt is not expired. Default: any session is. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  attempt?: number;
}

export class ExpirePaymentSessionReply {
  /** false when there was no live session. */
  @IsBoolean()
  expired!: boolean;
}

export const ExpirePaymentSession = rpc('payments.expire_session', {
  description: 'Expires the live payment session of an order, so that the order cannot be paid any more.',
  request: ExpirePaymentSessionRequest,
  reply: ExpirePaymentSessionReply,
  access: 'service',
  callers: ['orders-ms'],
  timeoutMs: 8_000,
  faults: [AlreadyPaid, PaymentInProgress, PaymentRejected, PaymentsUnavailable],
});
