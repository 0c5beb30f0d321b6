import { rpc } from '../../contract.js';
import { OneTimeTokenInvalid, WeakPassword } from '../faults.js';
import { IsNewPassword, IsToken } from '../rules.js';
import { SessionsEnded } from '../sessions/sessions-ended.js';

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
  callers: ['client-gateway'],
  faults: [OneTimeTokenInvalid, WeakPassword],
  example: { token: 'the-token-from-the-e-mail', newPassword: 'staple-battery-horse' },
});
