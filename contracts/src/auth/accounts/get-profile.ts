import { rpc } from '../../contract.js';
import { EmptyRequest } from '../../empty-request.js';
import { AccountView } from './account-view.js';

export const GetProfile = rpc('auth.me', {
  description: 'The account of the caller.',
  request: EmptyRequest,
  reply: AccountView,
  readOnly: true,
  access: 'account',
  callers: ['client-gateway'],
});
