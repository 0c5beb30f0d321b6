import { rpc } from '../../contract.js';
import { EmptyRequest } from '../../empty-request.js';
import { SessionsEnded } from './sessions-ended.js';

export const LogoutEverywhere = rpc('auth.logout_everywhere', {
  description: 'Ends all sessions of the caller, including the current one.',
  request: EmptyRequest,
  reply: SessionsEnded,
  access: 'account',
  callers: ['client-gateway'],
});
