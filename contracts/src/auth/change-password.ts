import { IsOptional } from 'class-validator';
import { rpc } from '../contract.js';
import { IsId } from '../rules.js';
import { AskedFrom } from './asked-from.js';
import { SessionsEnded } from './logout.js';
import { IsNewPassword, IsPassword } from './rules.js';

export class ChangePasswordRequest extends AskedFrom {
  @IsPassword()
  currentPassword!: string;

  @IsNewPassword()
  newPassword!: string;

  /** The session that asks (`sid` of the access token): it stays, all others end. */
  @IsOptional()
  @IsId()
  sessionId?: string;
}

/** Faults: auth.invalid_credentials, auth.weak_password, auth.too_many_attempts, overloaded. */
export const ChangePassword = rpc('auth.change_password', ChangePasswordRequest, SessionsEnded, {
  access: 'account',
});
