import { IsOptional } from 'class-validator';
import { rpc } from '../contract.js';
import { IsId, IsTime } from '../rules.js';
import { TaxRateEnded, TaxRateInThePast, TaxRateNotFound } from './faults.js';
import { TaxRateView } from './tax-rate-view.js';

export class EndTaxRateRequest {
  @IsId()
  taxRateId!: string;

  /** Default: now, or its `validFrom` if that is later. Never in the past. */
  @IsOptional()
  @IsTime()
  validUntil?: string;
}

export const EndTaxRate = rpc('orders.end_tax_rate', {
  description:
    'Ends a tax rate without a new one. A rate that has not begun never holds when it ends at its `validFrom`. An end can be brought forward, never postponed. Orders use it within 5 seconds.',
  request: EndTaxRateRequest,
  reply: TaxRateView,
  access: 'admin',
  callers: ['client-gateway'],
  faults: [TaxRateNotFound, TaxRateEnded, TaxRateInThePast],
  audited: ['validUntil'],
  example: { taxRateId: '019a0000-0000-7000-8000-000000000009', validUntil: '2027-01-01T00:00:00+01:00' },
});
