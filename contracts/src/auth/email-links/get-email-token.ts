import { rpc } from '../../contract.js';
import { IsId } from '../../rules.js';
import { OneTimeTokenInvalid } from '../faults.js';
import { IsToken } from '../rules.js';

export class GetEmailTokenRequest {
  /** Of an event that requests an e-mail. */
  @IsId()
  tokenId!: string;
}

export class EmailToken {
  /** Secret until it is used: for the e-mail only, never for a database or a log. */
  @IsToken()
  token!: string;
}

export const GetEmailToken = rpc('auth.get_email_token', {
  description: 'The one-time token of an e-mail, while it is valid and unused.',
  request: GetEmailTokenRequest,
  reply: EmailToken,
  readOnly: true,
  access: 'service',
  callers: ['notifications-ms'],
  faults: [OneTimeTokenInvalid],
});
