import { Controller } from '@nestjs/common';
import {
  CreatePaymentSession as CreatePaymentSessionContract,
  type CreatePaymentSessionRequest,
  ExpirePaymentSession as ExpirePaymentSessionContract,
  type ExpirePaymentSessionReply,
  type ExpirePaymentSessionRequest,
  type PaymentSessionView,
  RefundPayment as RefundPaymentContract,
  type RefundPaymentRequest,
  type RefundView,
} from '@orderwire/contracts';
import { RpcHandler } from '@orderwire/platform';
import { CreatePaymentSession } from '../application/create-payment-session.js';
import { ExpirePaymentSession } from '../application/expire-payment-session.js';
import { RefundPayment } from '../application/refund-payment.js';

/** What other services may ask. */
@Controller()
export class PaymentsController {
  constructor(
    private readonly createSession: CreatePaymentSession,
    private readonly expireSession: ExpirePaymentSession,
    private readonly refundPayment: RefundPayment,
  ) {}

  @RpcHandler(CreatePaymentSessionContract)
  create(request: CreatePaymentSessionRequest): Promise<PaymentSessionView> {
    return this.createSession.execute(request);
  }

  @RpcHandler(ExpirePaymentSessionContract)
  expire(request: ExpirePaymentSessionRequest): Promise<ExpirePaymentSessionReply> {
    return this.expireSession.execute(request);
  }

  @RpcHandler(RefundPaymentContract)
  refund(request: RefundPaymentRequest): Promise<RefundView> {
    return this.refundPayment.execute(request);
  }
}
