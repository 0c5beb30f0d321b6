import { rpc } from '../../contract.js';
import { IsToken } from '../rules.js';
import { SignedIn } from './signed-in.js';
import { TokenInvalid } from '../faults.js';

export class RefreshRequest {
  @IsToken()
  refreshToken!: string;
}

export const Refresh = rpc('auth.refresh', {
  description:
    'Exchanges a refresh token for new tokens. The previous token stays valid for one minute, in case a reply was lost or two tabs refresh together. An older token ends the session.',
  request: RefreshRequest,
  reply: SignedIn,
  access: 'anyone',
  callers: ['client-gateway'],
  faults: [TokenInvalid],
  example: { refreshToken: 'the-refresh-token-of-the-last-reply' },
});
