import type { Provider } from '@nestjs/common';
import { GetPaymentUseCase } from './get-payment.use-case.js';
import { LedgerListRepository } from './ledger-list.repository.js';
import { ListLedgerUseCase } from './list-ledger.use-case.js';
import { ListOrderPaymentsUseCase } from './list-order-payments.use-case.js';
import { ListPaymentsUseCase } from './list-payments.use-case.js';
import { PaymentHistoryRepository } from './payment-history.repository.js';
import { PaymentListRepository } from './payment-list.repository.js';
import { PaymentSearchRepository } from './payment-search.repository.js';
import { SearchPaymentsUseCase } from './search-payments.use-case.js';

/** The providers of the lists of staff. */
export const recordProviders: Provider[] = [
  PaymentListRepository,
  PaymentHistoryRepository,
  LedgerListRepository,
  PaymentSearchRepository,
  ListPaymentsUseCase,
  GetPaymentUseCase,
  ListOrderPaymentsUseCase,
  ListLedgerUseCase,
  SearchPaymentsUseCase,
];
