import { rpc } from '../contract.js';
import { AccountView } from './account-view.js';
import { Accepted } from './reset-password.js';
import { IsMailbox, IsPassword, IsToken } from './rules.js';

export class RequestEmailChangeRequest {
  @IsMailbox()
  newEmail!: string;

  @IsPassword()
  password!: string;
}

/** Mails a link to the new address; the old one stays until it is used. A taken address is answered the same way. */
export const RequestEmailChange = rpc('auth.request_email_change', RequestEmailChangeRequest, Accepted, {
  access: 'account',
});

export class ConfirmEmailChangeRequest {
  @IsToken()
  token!: string;
}

/** The new address becomes that of the account that asks and asked for it. Fault: auth.link_invalid. */
export const ConfirmEmailChange = rpc('auth.confirm_email_change', ConfirmEmailChangeRequest, AccountView, {
  access: 'account',
});
