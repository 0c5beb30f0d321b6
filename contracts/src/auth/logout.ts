import { IsInt } from 'class-validator';
import { rpc } from '../contract.js';
import { AskedFrom } from './asked-from.js';
import { IsToken } from './rules.js';

export class LogoutRequest extends AskedFrom {
  @IsToken()
  refreshToken!: string;
}

export class SessionsEnded {
  /** How many sessions this ended. */
  @IsInt()
  ended!: number;
}

/** Ends the session of a refresh token. An unknown or old token ends nothing, and that is no fault. */
export const Logout = rpc('auth.logout', LogoutRequest, SessionsEnded);

/** Ends all sessions of the account that asks, this one included. */
export const LogoutEverywhere = rpc('auth.logout_everywhere', AskedFrom, SessionsEnded, {
  access: 'account',
});
