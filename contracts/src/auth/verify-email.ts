import { rpc } from '../contract.js';
import { EmptyRequest } from '../empty-request.js';
import { AccountView } from './account-view.js';
import { Accepted } from './reset-password.js';
import { IsToken } from './rules.js';
import { OneTimeTokenInvalid } from './faults.js';

export const RequestEmailVerification = rpc('auth.request_email_verification', {
  description:
    'Sends a one-time token to the e-mail address of the caller, verified or not. Verifying again assigns guest orders that were placed with the address since.',
  request: EmptyRequest,
  reply: Accepted,
  access: 'account',
});

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
  faults: [OneTimeTokenInvalid],
  example: { token: 'the-token-from-the-e-mail' },
});
