import { rpc } from '../contract.js';
import { EmptyRequest } from '../empty-request.js';
import { AccountView } from './account-view.js';
import { Accepted } from './reset-password.js';
import { IsToken } from './rules.js';

/** Mails a new verification link to the address of the account that asks, verified or not: verifying it again claims the guest orders placed with it since. */
export const RequestEmailVerification = rpc('auth.request_email_verification', EmptyRequest, Accepted, {
  access: 'account',
});

export class VerifyEmailRequest {
  @IsToken()
  token!: string;
}

/**
 * Shows that an address belongs to the account that asks. Signed in, so that nobody who registered somebody else's address
 * has it verified by that person's click. Fault: auth.link_invalid.
 */
export const VerifyEmail = rpc('auth.verify_email', VerifyEmailRequest, AccountView, { access: 'account' });
