import { rpc } from '../contract.js';
import { IsSingleLine, IsMailbox, IsNewPassword } from './rules.js';
import { SignedIn } from './signed-in.js';

export class RegisterRequest {
  @IsSingleLine(200)
  name!: string;

  @IsMailbox()
  email!: string;

  @IsNewPassword()
  password!: string;
}

/**
 * Makes a customer's account and signs it in. Faults: auth.email_taken (and a notice to the address's owner),
 * auth.weak_password, auth.too_many_attempts, overloaded.
 */
export const Register = rpc('auth.register', RegisterRequest, SignedIn, { access: 'anyone' });
