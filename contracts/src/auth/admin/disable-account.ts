import { rpc } from '../../contract.js';
import { AccountRequest } from './account-request.js';
import { LastAdmin, UserNotFound } from '../faults.js';
import { UserView } from './user-view.js';

export const DisableAccount = rpc('auth.disable_account', {
  description: 'Disables an account and ends all its sessions.',
  request: AccountRequest,
  reply: UserView,
  access: 'admin',
  callers: ['client-gateway'],
  faults: [UserNotFound, LastAdmin],
  example: { userId: '019a0000-0000-7000-8000-000000000003' },
});
