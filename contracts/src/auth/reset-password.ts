import { IsBoolean } from 'class-validator';
import { rpc } from '../contract.js';
import { SessionsEnded } from './logout.js';
import { IsMailbox, IsNewPassword, IsToken } from './rules.js';
import { OneTimeTokenInvalid, WeakPassword } from './faults.js';

export class RequestPasswordResetRequest {
  @IsMailbox()
  email!: string;
}

/** The request was accepted. An e-mail follows if there is one to send. */
export class Accepted {
  @IsBoolean()
  accepted!: boolean;
}

export const RequestPasswordReset = rpc('auth.request_password_reset', {
  description:
    'Sends a one-time token for a new password. Reply and response time are the same when there is no such account.',
  request: RequestPasswordResetRequest,
  reply: Accepted,
  access: 'anyone',
  example: { email: 'ada@example.com' },
});

export class ResetPasswordRequest {
  @IsToken()
  token!: string;

  @IsNewPassword()
  newPassword!: string;
}

export const ResetPassword = rpc('auth.reset_password', {
  description: 'Sets a new password by a one-time token and ends all sessions of the account.',
  request: ResetPasswordRequest,
  reply: SessionsEnded,
  access: 'anyone',
  faults: [OneTimeTokenInvalid, WeakPassword],
  example: { token: 'the-token-from-the-e-mail', newPassword: 'staple-battery-horse' },
});
