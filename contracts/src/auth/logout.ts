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

/** Ends the session of a refresh token. An unknown or old token ends nothing, and that is no fault. */
export const Logout = rpc('auth.logout', LogoutRequest, SessionsEnded, { access: 'anyone' });

/** Ends all sessions of the account that asks, this one included. */
export const LogoutEverywhere = rpc('auth.logout_everywhere', EmptyRequest, SessionsEnded, {
  access: 'account',
});
