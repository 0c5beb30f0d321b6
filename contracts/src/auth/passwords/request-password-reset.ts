import { rpc } from '../../contract.js';
import { Accepted } from '../email-links/accepted.js';
import { IsMailbox } from '../rules.js';

export class RequestPasswordResetRequest {
  @IsMailbox()
  email!: string;
}

export const RequestPasswordReset = rpc('auth.request_password_reset', {
  description:
    'Sends a one-time token for a new password. Reply and response time are the same when there is no such account.',
  request: RequestPasswordResetRequest,
  reply: Accepted,
  access: 'anyone',
  callers: ['client-gateway'],
  example: { email: 'ada@example.com' },
});
