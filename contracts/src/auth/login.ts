import { rpc } from '../contract.js';
import { IsMailbox, IsPassword } from './rules.js';
import { SignedIn } from './signed-in.js';

export class LoginRequest {
  @IsMailbox()
  email!: string;

  @IsPassword()
  password!: string;
}

/**
 * Opens a session. Faults: auth.invalid_credentials (the same for an unknown e-mail and a wrong password),
 * auth.account_disabled (only after the right password), auth.too_many_attempts, overloaded.
 */
export const Login = rpc('auth.login', LoginRequest, SignedIn, { access: 'anyone' });
