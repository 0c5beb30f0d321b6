import { rpc } from '../contract.js';
import { IsId } from '../rules.js';
import { MessageNotFound, MessageQueued } from './faults.js';
import { MessageView } from './message-view.js';

export class MessageRequest {
  @IsId()
  messageId!: string;
}

export const ResendMessage = rpc('notifications.resend_message', {
  description:
    'Sends a message again that was sent, failed or skipped. A one-time token that is no longer valid is not sent again.',
  request: MessageRequest,
  reply: MessageView,
  access: 'staff',
  callers: ['client-gateway'],
  audited: ['messageId'],
  faults: [MessageNotFound, MessageQueued],
});
