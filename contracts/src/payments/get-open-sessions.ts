import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsString, IsUUID, ValidateNested } from 'class-validator';
import { rpc } from '../contract.js';
import { IsId, IsTime } from '../rules.js';

export class GetOpenSessionsRequest {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @IsUUID('all', { each: true })
  orderIds!: string[];
}

/** A payment session that can be paid now. */
export class OpenSession {
  @IsId()
  orderId!: string;

  /** Stripe's page. */
  @IsString()
  url!: string;

  @IsTime()
  expiresAt!: string;
}

export class OpenSessions {
  @ValidateNested({ each: true })
  @Type(() => OpenSession)
  sessions!: OpenSession[];
}

export const GetOpenSessions = rpc('payments.get_open_sessions', {
  description:
    'The open payment sessions of orders, at most one of each, as they are stored. Orders without one are left out.',
  request: GetOpenSessionsRequest,
  reply: OpenSessions,
  readOnly: true,
  access: 'service',
  callers: ['notifications-ms'],
});
