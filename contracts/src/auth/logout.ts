import { IsInt } from 'class-validator';
import { rpc } from '../contract.js';
import { EmptyRequest } from '../empty-request.js';
import { IsToken } from './rules.js';

export class LogoutRequest {
  @IsToken()
  refreshToken!: string;
}

export class SessionsEnded {
  /** How many sessions this ended. */
  @IsInt()
  ended!: number;
}

export const Logout = rpc('auth.logout', {
  description:
    'Ends the session of a refresh token. An unknown or used token ends nothing and is not an error.',
  request: LogoutRequest,
  reply: SessionsEnded,
  access: 'anyone',
  example: { refreshToken: 'the-refresh-token-of-the-last-reply' },
});

export const LogoutEverywhere = rpc('auth.logout_everywhere', {
  description: 'Ends all sessions of the caller, including the current one.',
  request: EmptyRequest,
  reply: SessionsEnded,
  access: 'account',
});
