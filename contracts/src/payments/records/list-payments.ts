import { Type } from 'class-transformer';
import { IsIn, IsOptional, ValidateNested } from 'class-validator';
import { rpc } from '../../contract.js';
import { MAX_AMOUNT } from '../../currencies.js';
import { Page, PageRequest } from '../../page.js';
import { IsCurrencyCode, IsTime, IsWholeNumber } from '../../rules.js';
import { PaymentRecord, type PaymentState, paymentStates } from './payment-record.js';

export class ListPaymentsRequest extends PageRequest {
  @IsOptional()
  @IsIn(paymentStates)
  state?: PaymentState;

  /** Recorded at or after. */
  @IsOptional()
  @IsTime()
  from?: string;

  /** Recorded before. */
  @IsOptional()
  @IsTime()
  to?: string;

  /** Required with `minAmount` and `maxAmount`. */
  @IsOptional()
  @IsCurrencyCode()
  currency?: string;

  /** Minor units of `currency`, inclusive. */
  @IsOptional()
  @IsWholeNumber(0, MAX_AMOUNT)
  minAmount?: number;

  /** Minor units of `currency`, inclusive. */
  @IsOptional()
  @IsWholeNumber(0, MAX_AMOUNT)
  maxAmount?: number;
}

export class PaymentPage extends Page {
  @ValidateNested({ each: true })
  @Type(() => PaymentRecord)
  data!: PaymentRecord[];
}

export const ListPayments = rpc('payments.list', {
  description: 'Captures of all orders, the one recorded last first.',
  request: ListPaymentsRequest,
  reply: PaymentPage,
  readOnly: true,
  access: 'staff',
  callers: ['client-gateway'],
  example: { state: 'disputed' },
});
