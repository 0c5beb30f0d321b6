import { rpc } from '../../contract.js';
import { IsToken } from '../rules.js';
import { SessionsEnded } from './sessions-ended.js';

export class LogoutRequest {
  @IsToken()
  refreshToken!: string;
}

export const Logout = rpc('auth.logout', {
  description:
    'Ends the session of a refresh token. An unknown or used token ends nothing and is not an error.',
  request: LogoutRequest,
  reply: SessionsEnded,
  access: 'anyone',
  callers: ['client-gateway'],
  example: { refreshToken: 'the-refresh-token-of-the-last-reply' },
});
