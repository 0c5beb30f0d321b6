import { Type } from 'class-transformer';
import { IsIn, IsOptional, ValidateNested } from 'class-validator';
import { rpc } from '../contract.js';
import { Page, PageRequest } from '../page.js';
import { IsId, IsText } from '../rules.js';
import { messageStatuses, type MessageStatus, MessageView } from './message-view.js';

export class ListMessagesRequest extends PageRequest {
  @IsOptional()
  @IsIn(messageStatuses)
  status?: MessageStatus;

  @IsOptional()
  @IsText(100, 1)
  kind?: string;

  /** The whole address, phone number or push endpoint. */
  @IsOptional()
  @IsText(320, 1)
  recipient?: string;

  @IsOptional()
  @IsId()
  orderId?: string;

  @IsOptional()
  @IsId()
  accountId?: string;
}

export class MessagePage extends Page {
  @ValidateNested({ each: true })
  @Type(() => MessageView)
  data!: MessageView[];
}

export const ListMessages = rpc('notifications.list_messages', {
  description: 'The delivery log: e-mails and other messages, newest first.',
  request: ListMessagesRequest,
  reply: MessagePage,
  readOnly: true,
  access: 'staff',
  callers: ['client-gateway'],
});
