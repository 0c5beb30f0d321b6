import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  CreateTaxRate,
  CreateTaxRateRequest,
  EndTaxRate,
  EndTaxRateRequest,
  ListTaxRates,
  ListTaxRatesRequest,
  type TaxRatePage,
  type TaxRateView,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import { ContractRequest, Route } from '../edge/route.js';

@ApiTags('Orders')
@Controller('tax-rates')
export class TaxRatesController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Route(ListTaxRates, { summary: 'List tax rates, also of the past, latest first' })
  list(@ContractRequest() request: ListTaxRatesRequest): Promise<TaxRatePage> {
    return this.rpc.request(ListTaxRates, request);
  }

  @Post()
  @Route(CreateTaxRate, {
    summary: 'Add a tax rate',
    description:
      'It replaces the rate of its country and class from `validFrom` on (default: now). A product without a rate for its ' +
      '`taxClass` has the `standard` rate of the country. Orders keep the tax with which they were placed. Rates are never changed ' +
      'or deleted: add a new one, or end it.',
    status: 201,
  })
  create(@ContractRequest() request: CreateTaxRateRequest): Promise<TaxRateView> {
    return this.rpc.request(CreateTaxRate, request);
  }

  @Post(':taxRateId/end')
  @Route(EndTaxRate, {
    summary: 'End a tax rate',
    description: 'A rate that has not begun yet never holds. An end can be brought forward.',
  })
  end(@ContractRequest() request: EndTaxRateRequest): Promise<TaxRateView> {
    return this.rpc.request(EndTaxRate, request);
  }
}
