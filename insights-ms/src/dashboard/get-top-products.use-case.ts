import { Injectable } from '@nestjs/common';
import {
  DAYS_OF_TOP_PRODUCTS,
  type GetTopProductsRequest,
  InvalidMessage,
  type TopProducts,
} from '@orderwire/contracts';
import { currenciesOf } from './currencies.js';
import { DashboardRepository } from './dashboard.repository.js';
import { periodOf } from './period.js';
import { ReadFreshnessUseCase } from './read-freshness.use-case.js';

/** Reads what sold best. */
@Injectable()
export class GetTopProductsUseCase {
  constructor(
    private readonly dashboard: DashboardRepository,
    private readonly freshness: ReadFreshnessUseCase,
  ) {}

  /** Throws invalid_message for a period that is empty or too long. */
  async execute(request: GetTopProductsRequest): Promise<TopProducts> {
    const { by = 'amount', limit = 10 } = request;
    const period = periodOf(request, 'day');
    if (period.to.getTime() - period.from.getTime() > DAYS_OF_TOP_PRODUCTS * 86_400_000)
      throw InvalidMessage({
        errors: [{ path: 'to', message: `to must be at most ${DAYS_OF_TOP_PRODUCTS} days after from` }],
      });
    const currency = request.currency ?? currenciesOf(await this.dashboard.countedEver(period))[0] ?? null;
    return {
      ...{ currency, from: period.from.toISOString(), to: period.to.toISOString() },
      products: currency === null ? [] : await this.dashboard.topProducts(currency, period, by, limit),
      freshness: await this.freshness.execute(),
    };
  }
}
