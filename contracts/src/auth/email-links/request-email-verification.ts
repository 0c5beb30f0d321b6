import { rpc } from '../../contract.js';
import { EmptyRequest } from '../../empty-request.js';
import { Accepted } from './accepted.js';

export const RequestEmailVerification = rpc('auth.request_email_verification', {
  description:
    'Sends a one-time token to the e-mail address of the caller, verified or not. Verifying again assigns guest orders that were placed with the address since.',
  request: EmptyRequest,
  reply: Accepted,
  access: 'account',
  callers: ['client-gateway'],
});
