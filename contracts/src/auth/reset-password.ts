import { IsBoolean } from 'class-validator';
import { rpc } from '../contract.js';
import { SessionsEnded } from './logout.js';
import { IsMailbox, IsNewPassword, IsToken } from './rules.js';

export class RequestPasswordResetRequest {
  @IsMailbox()
  email!: string;
}

/** Says only that the request arrived: a mail is on its way if there is something to mail. */
export class Accepted {
  @IsBoolean()
  accepted!: boolean;
}

/** Mails a link to an account's address. Answers the same, after the same time, when there is no such account. */
export const RequestPasswordReset = rpc(
  'auth.request_password_reset',
  RequestPasswordResetRequest,
  Accepted,
  { access: 'anyone' },
);

export class ResetPasswordRequest {
  @IsToken()
  token!: string;

  @IsNewPassword()
  newPassword!: string;
}

/** Sets a new password by the token of a mail and ends all sessions. Faults: auth.link_invalid, auth.weak_password. */
export const ResetPassword = rpc('auth.reset_password', ResetPasswordRequest, SessionsEnded, {
  access: 'anyone',
});
