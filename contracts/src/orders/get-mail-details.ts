import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsString, IsUUID, ValidateNested } from 'class-validator';
import { rpc } from '../contract.js';
import { IsTime, Nullable } from '../rules.js';
import { OrderView } from './order-view.js';

export class GetMailDetailsRequest {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @IsUUID('all', { each: true })
  orderIds!: string[];
}

/** What e-mails about an order need. */
export class MailOrder {
  @ValidateNested()
  @Type(() => OrderView)
  order!: OrderView;

  /** The account that owns it; null for a guest. */
  @Nullable()
  @IsString()
  customerId!: string | null;

  /** BCP 47; null when it is not known. */
  @Nullable()
  @IsString()
  locale!: string | null;

  /** Only of a guest's order: the secret that opens it. */
  @Nullable()
  @IsString()
  orderToken!: string | null;

  /** The end of the current or planned payment session. */
  @IsTime()
  payUntil!: string;
}

export class MailDetails {
  @ValidateNested({ each: true })
  @Type(() => MailOrder)
  orders!: MailOrder[];
}

export const GetMailDetails = rpc('orders.get_mail_details', {
  description:
    'Orders with what e-mails about them need, in any order. Orders that do not exist are left out. Many orders with very long names are a fault, `reply_too_large`: then request fewer.',
  request: GetMailDetailsRequest,
  reply: MailDetails,
  readOnly: true,
  access: 'service',
  callers: ['notifications-ms'],
});
