import { rpc } from '../../contract.js';
import { AccountView } from '../accounts/account-view.js';
import { OneTimeTokenInvalid } from '../faults.js';
import { IsToken } from '../rules.js';

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
  callers: ['client-gateway'],
  faults: [OneTimeTokenInvalid],
  example: { token: 'the-token-from-the-e-mail' },
});
