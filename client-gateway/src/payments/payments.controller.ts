import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  GetPayment,
  GetPaymentRequest,
  type LedgerPage,
  ListLedger,
  ListLedgerRequest,
  ListOrderPayments,
  ListPayments,
  ListPaymentsRequest,
  type OrderPayments,
  OrderRequest,
  type PaymentDetails,
  type PaymentPage,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import { ContractRequest, Route } from '../edge/route.js';

/** What payments-ms has recorded. */
@ApiTags('Payments')
@Controller()
export class PaymentsController {
  constructor(private readonly rpc: RpcClient) {}

  @Get('payments')
  @Route(ListPayments, {
    summary: 'List captured payments, the one recorded last first',
    description:
      '`state` is what happens to the money: the first that holds of `disputed`, `dispute_lost`, `refund_pending`, `refunded`, ' +
      '`rejected` (pays for nothing and is not refunded yet), `partially_refunded`, `captured`.',
  })
  list(@ContractRequest() request: ListPaymentsRequest): Promise<PaymentPage> {
    return this.rpc.request(ListPayments, request);
  }

  @Get('payments/ledger')
  @Route(ListLedger, {
    summary: 'List ledger entries, the latest movement first',
    description: 'The entries of a movement sum to zero in every currency.',
  })
  ledger(@ContractRequest() request: ListLedgerRequest): Promise<LedgerPage> {
    return this.rpc.request(ListLedger, request);
  }

  @Get('payments/:paymentId')
  @Route(GetPayment, {
    summary: 'Get a captured payment with its session, refunds, disputes, marks and ledger entries',
    description: 'By Stripe’s payment intent (`pi_…`); by the session (`cs_…`) when nothing was to pay.',
  })
  get(@ContractRequest() request: GetPaymentRequest): Promise<PaymentDetails> {
    return this.rpc.request(GetPayment, request);
  }

  @Get('orders/:orderId/payments')
  @Route(ListOrderPayments, {
    summary: 'List all payment sessions, captures, refunds, disputes, marks and ledger entries of an order',
    description: 'Newest first, at most 100 of each. The lists of an unknown order are empty.',
  })
  listOfOrder(@ContractRequest() request: OrderRequest): Promise<OrderPayments> {
    return this.rpc.request(ListOrderPayments, request);
  }
}
