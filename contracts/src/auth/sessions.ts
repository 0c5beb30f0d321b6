import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { rpc } from '../contract.js';
import { EmptyRequest } from '../empty-request.js';
import { IsId } from '../rules.js';
import { SessionsEnded } from './logout.js';
import { SessionView } from './session-view.js';
import { SessionNotFound } from './faults.js';

export class SessionList {
  @ValidateNested({ each: true })
  @Type(() => SessionView)
  data!: SessionView[];
}

export const ListSessions = rpc('auth.list_sessions', {
  description: 'The live sessions of the caller, most recently used first.',
  request: EmptyRequest,
  reply: SessionList,
  access: 'account',
});

export class RevokeSessionRequest {
  @IsId()
  sessionId!: string;
}

export const RevokeSession = rpc('auth.revoke_session', {
  description: 'Ends one session of the caller. The session of another account is not found.',
  request: RevokeSessionRequest,
  reply: SessionsEnded,
  access: 'account',
  faults: [SessionNotFound],
});
