import { IsBoolean } from 'class-validator';
import { rpc } from '../../contract.js';
import { IsPassword } from '../rules.js';
import { InvalidCredentials, TooManyAttempts, LastAdmin } from '../faults.js';

export class DeleteAccountRequest {
  @IsPassword()
  password!: string;
}

export class AccountDeleted {
  @IsBoolean()
  deleted!: boolean;
}

export const DeleteAccount = rpc('auth.delete_account', {
  description: 'Deletes the personal data of the caller. The account id stays, because orders refer to it.',
  request: DeleteAccountRequest,
  reply: AccountDeleted,
  access: 'account',
  callers: ['client-gateway'],
  faults: [InvalidCredentials, TooManyAttempts, LastAdmin],
  example: { password: 'correct-horse-battery' },
});
