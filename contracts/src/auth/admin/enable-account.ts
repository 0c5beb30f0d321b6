import { rpc } from '../../contract.js';
import { AccountRequest } from './account-request.js';
import { UserNotFound } from '../faults.js';
import { UserView } from './user-view.js';

export const EnableAccount = rpc('auth.enable_account', {
  description: 'Enables a disabled account.',
  request: AccountRequest,
  reply: UserView,
  access: 'admin',
  callers: ['client-gateway'],
  faults: [UserNotFound],
  example: { userId: '019a0000-0000-7000-8000-000000000003' },
});
