import { IsBoolean } from 'class-validator';
import { rpc } from '../contract.js';
import { IsId } from '../rules.js';

export class ExpirePaymentSessionRequest {
  @IsId()
  orderId!: string;
}

export class ExpirePaymentSessionReply {
  /** false when there was no live session. */
  @IsBoolean()
  expired!: boolean;
}

/** Makes sure that nobody can pay for an order any more. Faults: payments.already_paid, payments.unavailable. */
export const ExpirePaymentSession = rpc(
  'payments.expire_session',
  ExpirePaymentSessionRequest,
  ExpirePaymentSessionReply,
  { access: 'service', timeoutMs: 8_000 },
);
