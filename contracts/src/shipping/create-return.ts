import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsOptional,
  ValidateNested,
} from 'class-validator';
import { rpc } from '../contract.js';
import { IdempotencyKeyReused, OrderNotFound } from '../orders/faults.js';
import { OrderRequest } from '../orders/order-request.js';
import { RestockLine } from '../orders/refund-order.js';
import { IsParagraph } from '../rules.js';
import { OrderNotReturnable, TooManyUnits } from './faults.js';
import { OrderReturns, ReturnView } from './return-view.js';

export class CreateReturnRequest extends OrderRequest {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ArrayUnique((line: RestockLine) => line?.productId)
  @ValidateNested({ each: true })
  @Type(() => RestockLine)
  items!: RestockLine[];

  /** For staff only; never shown to the shopper. */
  @IsOptional()
  @IsParagraph(500)
  reason?: string;
}

export const CreateReturn = rpc('returns.create', {
  description:
    'Creates a return of an order that was shipped; its label follows within seconds, and the shopper gets a mail. The units are restocked when the parcel arrives. Units of all returns, and units that refunds restock, are never more than those of the order.',
  request: CreateReturnRequest,
  reply: ReturnView,
  access: 'staff',
  callers: ['client-gateway'],
  audited: ['items'],
  idempotent: true,
  faults: [OrderNotFound, OrderNotReturnable, TooManyUnits, IdempotencyKeyReused],
  example: {
    orderId: '019a0000-0000-7000-8000-000000000002',
    items: [{ productId: '019a0000-0000-7000-8000-000000000001', quantity: 1 }],
    reason: 'Wrong size',
  },
});

export const ListOrderReturns = rpc('returns.list_of_order', {
  description: 'The returns of one order, oldest first.',
  request: OrderRequest,
  reply: OrderReturns,
  readOnly: true,
  access: 'staff',
  callers: ['client-gateway'],
});
