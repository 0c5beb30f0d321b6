import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { rpc } from '../../contract.js';
import { OrderRequest } from '../../orders/order-request.js';
import { PaymentHistory, SessionRecord } from './payment-history.js';
import { PaymentRecord } from './payment-record.js';

export class OrderPayments extends PaymentHistory {
  /** Its attempts. The newest 100. */
  @ValidateNested({ each: true })
  @Type(() => SessionRecord)
  sessions!: SessionRecord[];

  /** Its captures, also those that pay for nothing. The newest 100. */
  @ValidateNested({ each: true })
  @Type(() => PaymentRecord)
  payments!: PaymentRecord[];
}

export const ListOrderPayments = rpc('payments.list_of_order', {
  description:
    'All payment sessions, captures, refunds, disputes, marks and ledger entries of an order, newest first. The lists of an unknown order are empty.',
  request: OrderRequest,
  reply: OrderPayments,
  readOnly: true,
  access: 'staff',
  callers: ['client-gateway'],
});
