import { Controller } from '@nestjs/common';
import {
  CreateTaxRate,
  type CreateTaxRateRequest,
  EndTaxRate,
  type EndTaxRateRequest,
  ListTaxRates,
  type ListTaxRatesRequest,
  type TaxRatePage,
  type TaxRateView,
} from '@orderwire/contracts';
import { RpcHandler } from '@orderwire/platform';
import { CreateTaxRateUseCase } from './create-tax-rate.use-case.js';
import { EndTaxRateUseCase } from './end-tax-rate.use-case.js';
import { ListTaxRatesUseCase } from './list-tax-rates.use-case.js';

/** The requests about tax rates. */
@Controller()
export class TaxRatesController {
  constructor(
    private readonly createTaxRate: CreateTaxRateUseCase,
    private readonly endTaxRate: EndTaxRateUseCase,
    private readonly listTaxRates: ListTaxRatesUseCase,
  ) {}

  @RpcHandler(CreateTaxRate)
  create(request: CreateTaxRateRequest): Promise<TaxRateView> {
    return this.createTaxRate.execute(request);
  }

  @RpcHandler(EndTaxRate)
  end(request: EndTaxRateRequest): Promise<TaxRateView> {
    return this.endTaxRate.execute(request);
  }

  @RpcHandler(ListTaxRates)
  list(request: ListTaxRatesRequest): Promise<TaxRatePage> {
    return this.listTaxRates.execute(request);
  }
}
