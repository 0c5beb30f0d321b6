import { rpc } from '../contract.js';
import { AskedFrom } from './asked-from.js';
import { IsToken } from './rules.js';
import { SignedIn } from './signed-in.js';

export class RefreshRequest extends AskedFrom {
  @IsToken()
  refreshToken!: string;
}

/**
 * Trades a refresh token for new tokens. The token before the newest still works for ten seconds, so that a lost answer or
 * a second tab costs nothing; an older one ends the session. Fault: auth.token_invalid.
 */
export const Refresh = rpc('auth.refresh', RefreshRequest, SignedIn);
