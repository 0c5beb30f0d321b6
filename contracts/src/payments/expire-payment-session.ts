import { IsBoolean, IsOptional } from 'class-validator';
import { rpc } from '../contract.js';
import { IsId } from '../rules.js';
import { AlreadyPaid, PaymentInProgress, PaymentRejected, PaymentsUnavailable } from './faults.js';

export class ExpirePaymentSessionRequest {
  @IsId()
  orderId!: string;

  /** A new session of the order is about to be requested: the end of this one is not published. */
  @IsOptional()
  @IsBoolean()
  replacing?: boolean;
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
