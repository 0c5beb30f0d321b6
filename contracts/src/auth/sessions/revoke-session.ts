import { rpc } from '../../contract.js';
import { IsId } from '../../rules.js';
import { SessionNotFound } from '../faults.js';
import { SessionsEnded } from './sessions-ended.js';

export class RevokeSessionRequest {
  @IsId()
  sessionId!: string;
}

export const RevokeSession = rpc('auth.revoke_session', {
  description: 'Ends one session of the caller. The session of another account is not found.',
  request: RevokeSessionRequest,
  reply: SessionsEnded,
  access: 'account',
  callers: ['client-gateway'],
  faults: [SessionNotFound],
});
