import { rpc } from '../../contract.js';
import { IsMailbox, IsPassword } from '../rules.js';
import { SignedIn } from './signed-in.js';
import { InvalidCredentials, AccountDisabled, TooManyAttempts } from '../faults.js';

export class LoginRequest {
  @IsMailbox()
  email!: string;

  @IsPassword()
  password!: string;
}

export const Login = rpc('auth.login', {
  description:
    'Opens a session. An unknown e-mail address and a wrong password get the same fault; a disabled account is reported only after the right password.',
  request: LoginRequest,
  reply: SignedIn,
  access: 'anyone',
  callers: ['client-gateway'],
  faults: [InvalidCredentials, AccountDisabled, TooManyAttempts],
  example: { email: 'customer@orderwire.example', password: 'demo-customer-2026' },
});
