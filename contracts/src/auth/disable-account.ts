import { rpc } from '../contract.js';
import { IsId } from '../rules.js';
import { UserView } from './list-users.js';
import { UserNotFound, LastAdmin } from './faults.js';

export class AccountRequest {
  @IsId()
  userId!: string;
}

export const DisableAccount = rpc('auth.disable_account', {
  description: 'Disables an account and ends all its sessions.',
  request: AccountRequest,
  reply: UserView,
  access: 'admin',
  faults: [UserNotFound, LastAdmin],
  example: { userId: '019a0000-0000-7000-8000-000000000003' },
});

export const EnableAccount = rpc('auth.enable_account', {
  description: 'Enables a disabled account.',
  request: AccountRequest,
  reply: UserView,
  access: 'admin',
  faults: [UserNotFound],
  example: { userId: '019a0000-0000-7000-8000-000000000003' },
});
