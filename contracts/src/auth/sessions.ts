import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { rpc } from '../contract.js';
import { EmptyRequest } from '../empty-request.js';
import { IsId } from '../rules.js';
import { SessionsEnded } from './logout.js';
import { SessionView } from './session-view.js';

export class SessionList {
  @ValidateNested({ each: true })
  @Type(() => SessionView)
  data!: SessionView[];
}

/** The live sessions of the account that asks, last seen first. */
export const ListSessions = rpc('auth.list_sessions', EmptyRequest, SessionList, {
  access: 'account',
});

export class RevokeSessionRequest {
  @IsId()
  sessionId!: string;
}

/** Ends one session of the account that asks. Fault: auth.session_not_found, also for somebody else's. */
export const RevokeSession = rpc('auth.revoke_session', RevokeSessionRequest, SessionsEnded, {
  access: 'account',
});
