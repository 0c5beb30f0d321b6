import { Inject, Injectable } from '@nestjs/common';
import { Every, type JobResult } from '@orderwire/platform';
import { CustomerOrdersUseCase } from './customers/customer-orders.use-case.js';
import { PurgeIdempotencyKeysUseCase } from './idempotency/purge-idempotency-keys.use-case.js';
import { ExpireOverdueOrdersUseCase } from './lifecycle/expire-overdue-orders.use-case.js';
import { RetryPendingRefundsUseCase } from './refunds/retry-pending-refunds.use-case.js';

export const SWEEP_INTERVAL_MS = Symbol('SWEEP_INTERVAL_MS');

const interval = (job: OrdersJob) => job.intervalMs;
const options = { runAtStart: false };

/**
 * The jobs of orders-ms. Replicas may run them at the same time: every statement is conditional.
 */
@Injectable()
export class OrdersJob {
  constructor(
    private readonly expireOrders: ExpireOverdueOrdersUseCase,
    private readonly retryRefunds: RetryPendingRefundsUseCase,
    private readonly customerOrders: CustomerOrdersUseCase,
    private readonly purgeKeys: PurgeIdempotencyKeysUseCase,
    @Inject(SWEEP_INTERVAL_MS) readonly intervalMs: number,
  ) {}

  @Every(interval, options)
  async expireOverdueOrders(): Promise<JobResult> {
    return (await this.expireOrders.execute()) ? 'more' : 'idle';
  }

  @Every(interval, options)
  async retryPendingRefunds(): Promise<void> {
    await this.retryRefunds.execute();
  }

  @Every(interval, options)
  async purgeForgottenCustomers(): Promise<void> {
    await this.customerOrders.purgeForgotten();
  }

  @Every(interval, options)
  async purgeIdempotencyKeys(): Promise<void> {
    await this.purgeKeys.execute();
  }
}
