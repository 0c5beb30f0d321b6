import { rpc } from '../../contract.js';
import { IsSingleLine } from '../../rules.js';
import { IsMailbox, IsNewPassword } from '../rules.js';
import { SignedIn } from '../sessions/signed-in.js';
import { EmailTaken, WeakPassword, TooManyAttempts } from '../faults.js';

export class RegisterRequest {
  @IsSingleLine(200)
  name!: string;

  @IsMailbox()
  email!: string;

  @IsNewPassword()
  password!: string;
}

export const Register = rpc('auth.register', {
  description:
    'Creates the account of a customer and opens a session. The owner of an address that is already taken gets an e-mail.',
  request: RegisterRequest,
  reply: SignedIn,
  access: 'anyone',
  callers: ['client-gateway'],
  faults: [EmailTaken, WeakPassword, TooManyAttempts],
  example: { name: 'Ada Lovelace', email: 'ada@example.com', password: 'correct-horse-battery' },
});
