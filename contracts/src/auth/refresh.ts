import { rpc } from '../contract.js';
import { IsToken } from './rules.js';
import { SignedIn } from './signed-in.js';

export class RefreshRequest {
  @IsToken()
  refreshToken!: string;
}

/**
 * Trades a refresh token for new tokens. The token before the newest still works for a minute, so that a lost answer or
 * a second tab costs nothing; an older one ends the session. Fault: auth.token_invalid.
 */
export const Refresh = rpc('auth.refresh', RefreshRequest, SignedIn, { access: 'anyone' });
