import { rpc } from '../contract.js';
import { SessionsEnded } from './logout.js';
import { IsNewPassword, IsPassword } from './rules.js';

export class ChangePasswordRequest {
  @IsPassword()
  currentPassword!: string;

  @IsNewPassword()
  newPassword!: string;
}

/** All sessions but the one that asks end. Faults: auth.invalid_credentials, auth.weak_password, auth.too_many_attempts, overloaded. */
export const ChangePassword = rpc('auth.change_password', ChangePasswordRequest, SessionsEnded, {
  access: 'account',
});
