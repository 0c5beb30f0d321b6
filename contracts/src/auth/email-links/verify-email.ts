import { rpc } from '../../contract.js';
import { AccountView } from '../accounts/account-view.js';
import { OneTimeTokenInvalid } from '../faults.js';
import { IsToken } from '../rules.js';

export class VerifyEmailRequest {
  @IsToken()
  token!: string;
}

export const VerifyEmail = rpc('auth.verify_email', {
  description:
    'Verifies the e-mail address of the caller by a one-time token. The caller must be signed in: otherwise a registration with the address of another person would be verified by that person’s click.',
  request: VerifyEmailRequest,
  reply: AccountView,
  access: 'account',
  callers: ['client-gateway'],
  faults: [OneTimeTokenInvalid],
  example: { token: 'the-token-from-the-e-mail' },
});
