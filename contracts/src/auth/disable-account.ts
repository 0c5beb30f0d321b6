import { rpc } from '../contract.js';
import { IsId } from '../rules.js';
import { UserView } from './list-users.js';

export class AccountRequest {
  @IsId()
  userId!: string;
}

/** Keeps an account out; all its sessions end at once. Faults: auth.user_not_found, auth.last_admin. */
export const DisableAccount = rpc('auth.disable_account', AccountRequest, UserView, { access: 'admin' });

/** Lets a disabled account in again. Fault: auth.user_not_found. */
export const EnableAccount = rpc('auth.enable_account', AccountRequest, UserView, { access: 'admin' });
