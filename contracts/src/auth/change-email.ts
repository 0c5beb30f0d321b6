import { rpc } from '../contract.js';
import { AccountView } from './account-view.js';
import { Accepted } from './reset-password.js';
import { IsMailbox, IsPassword, IsToken } from './rules.js';
import { InvalidCredentials, OneTimeTokenInvalid, TooManyAttempts } from './faults.js';

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
  faults: [InvalidCredentials, TooManyAttempts],
  example: { newEmail: 'ada.king@example.com', password: 'correct-horse-battery' },
});

export class ConfirmEmailChangeRequest {
  @IsToken()
  token!: string;
}

export const ConfirmEmailChange = rpc('auth.confirm_email_change', {
  description:
    'Makes a new e-mail address that of the account, by the one-time token sent to it. Only the account that requested the change can confirm it.',
  request: ConfirmEmailChangeRequest,
  reply: AccountView,
  access: 'account',
  faults: [OneTimeTokenInvalid],
  example: { token: 'the-token-from-the-e-mail' },
});
