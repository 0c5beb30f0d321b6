import { IsBoolean } from 'class-validator';
import { rpc } from '../contract.js';
import { IsPassword } from './rules.js';

export class DeleteAccountRequest {
  @IsPassword()
  password!: string;
}

export class AccountDeleted {
  @IsBoolean()
  deleted!: boolean;
}

/** Removes the personal data of the account that asks; its id stays. Faults: auth.invalid_credentials, auth.last_admin. */
export const DeleteAccount = rpc('auth.delete_account', DeleteAccountRequest, AccountDeleted, {
  access: 'account',
});
