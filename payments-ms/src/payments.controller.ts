import { Controller } from '@nestjs/common';
import {
  CreatePaymentSession,
  type CreatePaymentSessionRequest,
  ExpirePaymentSession,
  type ExpirePaymentSessionReply,
  type ExpirePaymentSessionRequest,
  GetOpenSessions,
  type GetOpenSessionsRequest,
  type OpenSessions,
  type PaymentSessionView,
  RefundPayment,
  type RefundPaymentRequest,
  type RefundView,
} from '@orderwire/contracts';
import { RpcHandler } from '@orderwire/platform';
import { RefundPaymentUseCase } from './refunds/refund-payment.use-case.js';
import { CreatePaymentSessionUseCase } from './checkout/create-payment-session.use-case.js';
import { ExpirePaymentSessionUseCase } from './checkout/expire-payment-session.use-case.js';
import { GetOpenSessionsUseCase } from './checkout/get-open-sessions.use-case.js';

/** The RPCs of payments-ms. */
@Controller()
export class PaymentsController {
  constructor(
    private readonly createSession: CreatePaymentSessionUseCase,
    private readonly expireSession: ExpirePaymentSessionUseCase,
    private readonly getOpenSessions: GetOpenSessionsUseCase,
    private readonly refundPayment: RefundPaymentUseCase,
  ) {}

  @RpcHandler(CreatePaymentSession)
  create(request: CreatePaymentSessionRequest): Promise<PaymentSessionView> {
    return this.createSession.execute(request);
  }

  @RpcHandler(ExpirePaymentSession)
  expire(request: ExpirePaymentSessionRequest): Promise<ExpirePaymentSessionReply> {
    return this.expireSession.execute(request);
  }

  @RpcHandler(GetOpenSessions)
  openSessions(request: GetOpenSessionsRequest): Promise<OpenSessions> {
    return this.getOpenSessions.execute(request);
  }

  @RpcHandler(RefundPayment)
  refund(request: RefundPaymentRequest): Promise<RefundView> {
    return this.refundPayment.execute(request);
  }
}
