import { Controller } from '@nestjs/common';
import {
  GetPayment,
  type GetPaymentRequest,
  type LedgerPage,
  ListLedger,
  type ListLedgerRequest,
  ListOrderPayments,
  ListPayments,
  type ListPaymentsRequest,
  type OrderPayments,
  type OrderRequest,
  type PaymentDetails,
  type PaymentHits,
  type PaymentPage,
  SearchPayments,
  type SearchPaymentsRequest,
} from '@orderwire/contracts';
import { RpcHandler } from '@orderwire/platform';
import { GetPaymentUseCase } from './get-payment.use-case.js';
import { ListLedgerUseCase } from './list-ledger.use-case.js';
import { ListOrderPaymentsUseCase } from './list-order-payments.use-case.js';
import { ListPaymentsUseCase } from './list-payments.use-case.js';
import { SearchPaymentsUseCase } from './search-payments.use-case.js';

/** Requests of staff for what payments-ms has recorded. */
@Controller()
export class RecordsController {
  constructor(
    private readonly listPayments: ListPaymentsUseCase,
    private readonly getPayment: GetPaymentUseCase,
    private readonly listOrderPayments: ListOrderPaymentsUseCase,
    private readonly listLedger: ListLedgerUseCase,
    private readonly searchPayments: SearchPaymentsUseCase,
  ) {}

  @RpcHandler(ListPayments)
  list(request: ListPaymentsRequest): Promise<PaymentPage> {
    return this.listPayments.execute(request);
  }

  @RpcHandler(GetPayment)
  get(request: GetPaymentRequest): Promise<PaymentDetails> {
    return this.getPayment.execute(request);
  }

  @RpcHandler(ListOrderPayments)
  listOfOrder(request: OrderRequest): Promise<OrderPayments> {
    return this.listOrderPayments.execute(request);
  }

  @RpcHandler(ListLedger)
  ledger(request: ListLedgerRequest): Promise<LedgerPage> {
    return this.listLedger.execute(request);
  }

  @RpcHandler(SearchPayments)
  search(request: SearchPaymentsRequest): Promise<PaymentHits> {
    return this.searchPayments.execute(request);
  }
}
