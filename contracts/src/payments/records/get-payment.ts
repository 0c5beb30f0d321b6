import { Type } from 'class-transformer';
import { IsOptional, ValidateNested } from 'class-validator';
import { rpc } from '../../contract.js';
import { IsText, Nullable } from '../../rules.js';
import { PaymentNotFound } from '../faults.js';
import { PaymentHistory, SessionRecord } from './payment-history.js';
import { PaymentRecord } from './payment-record.js';

export class GetPaymentRequest {
  /** Stripe's payment intent (`pi_…`), or the session (`cs_…`) of an order that cost nothing. */
  @IsText(255, 1)
  paymentId!: string;
}

export class PaymentDetails extends PaymentHistory {
  @ValidateNested()
  @Type(() => PaymentRecord)
  payment!: PaymentRecord;

  /** The payment session that was paid; null if it is not stored. */
  @Nullable()
  @IsOptional()
  @ValidateNested()
  @Type(() => SessionRecord)
  session!: SessionRecord | null;
}

export const GetPayment = rpc('payments.get', {
  description: 'One capture with its payment session, refunds, disputes, marks and ledger entries.',
  request: GetPaymentRequest,
  reply: PaymentDetails,
  readOnly: true,
  access: 'staff',
  callers: ['client-gateway'],
  faults: [PaymentNotFound],
});
