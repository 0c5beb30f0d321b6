import { rpc } from '../../contract.js';
import { Accepted } from './accepted.js';
import { InvalidCredentials, TooManyAttempts } from '../faults.js';
import { IsMailbox, IsPassword } from '../rules.js';

export class RequestEmailChangeRequest {
  @IsMailbox()
  newEmail!: string;

  @IsPassword()
  password!: string;
}

export const RequestEmailChange = rpc('auth.request_email_change', {
  description:
    'Sends a one-time token to a new e-mail address. The old address stays until the token is used. The reply is the same for a taken address.',
  request: RequestEmailChangeRequest,
  reply: Accepted,
  access: 'account',
  callers: ['client-gateway'],
  faults: [InvalidCredentials, TooManyAttempts],
  example: { newEmail: 'ada.king@example.com', password: 'correct-horse-battery' },
});
