import { IsIn } from 'class-validator';
import { event } from '../../contract.js';
import { IsId, IsTime } from '../../rules.js';

/** Reasons for the end of a session before its expiry. */
export const sessionEnds = [
  'logout',
  'logout_everywhere',
  'revoked',
  'token_reuse',
  'password_changed',
  'password_reset',
  'role_changed',
  'account_disabled',
  'account_deleted',
  'restored',
] as const;
export type SessionEnd = (typeof sessionEnds)[number];

export class SessionRevokedEvent {
  @IsId()
  sessionId!: string;

  @IsId()
  userId!: string;

  @IsIn(sessionEnds)
  reason!: SessionEnd;

  @IsTime()
  revokedAt!: string;
}
export const SessionRevoked = event('session.revoked', {
  description:
    'A session ended before its expiry. Its access tokens must be refused from now on, although they still verify.',
  payload: SessionRevokedEvent,
  aggregateId: ({ userId }) => userId,
});
