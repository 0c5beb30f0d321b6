import { rpc } from '../../contract.js';
import { SessionsEnded } from '../sessions/sessions-ended.js';
import { IsNewPassword, IsPassword } from '../rules.js';
import { InvalidCredentials, WeakPassword, TooManyAttempts } from '../faults.js';

export class ChangePasswordRequest {
  @IsPassword()
  currentPassword!: string;

  @IsNewPassword()
  newPassword!: string;
}

export const ChangePassword = rpc('auth.change_password', {
  description: 'Changes the password of the caller and ends all other sessions of the account.',
  request: ChangePasswordRequest,
  reply: SessionsEnded,
  access: 'account',
  callers: ['client-gateway'],
  faults: [InvalidCredentials, WeakPassword, TooManyAttempts],
  example: { currentPassword: 'correct-horse-battery', newPassword: 'staple-battery-horse' },
});
