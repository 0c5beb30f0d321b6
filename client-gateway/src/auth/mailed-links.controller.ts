import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type Accepted,
  type AccountView,
  ConfirmEmailChange,
  ConfirmEmailChangeRequest,
  InvalidCredentials,
  OneTimeTokenInvalid,
  RequestEmailChange,
  RequestEmailChangeRequest,
  RequestEmailVerification,
  RequestPasswordReset,
  RequestPasswordResetRequest,
  ResetPassword,
  ResetPasswordRequest,
  type SessionsEnded,
  TooManyAttempts,
  VerifyEmail,
  VerifyEmailRequest,
  WeakPassword,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import { SignInLimit } from '../limits/limit-requests.js';
import { Serves } from '../openapi/serves.js';

/** What goes by way of a mail: the first request has it sent, the second brings the token it carried. */
@ApiTags('Accounts')
@Controller('auth')
export class MailedLinksController {
  constructor(private readonly rpc: RpcClient) {}

  @Post('password-reset')
  @SignInLimit()
  @Serves(RequestPasswordReset, {
    summary: 'Have a link for a forgotten password mailed',
    description: 'Answers the same, after the same time, whether there is such an account or not.',
    status: 202,
  })
  requestPasswordReset(@Body() body: RequestPasswordResetRequest): Promise<Accepted> {
    return this.rpc.ask(RequestPasswordReset, body);
  }

  @Post('password-reset/confirm')
  @SignInLimit()
  @Serves(ResetPassword, {
    summary: 'Set a new password; all sessions end',
    faults: [OneTimeTokenInvalid, WeakPassword],
  })
  resetPassword(@Body() body: ResetPasswordRequest): Promise<SessionsEnded> {
    return this.rpc.ask(ResetPassword, body);
  }

  @Post('email-verification')
  @SignInLimit()
  @Serves(RequestEmailVerification, { summary: 'Have a link to verify the e-mail mailed', status: 202 })
  requestEmailVerification(): Promise<Accepted> {
    return this.rpc.ask(RequestEmailVerification, {});
  }

  @Post('email-verification/confirm')
  @Serves(VerifyEmail, {
    summary: 'Show that the e-mail belongs to this account',
    description: 'Guest orders that were placed with it become the account’s.',
    faults: [OneTimeTokenInvalid],
  })
  verifyEmail(@Body() body: VerifyEmailRequest): Promise<AccountView> {
    return this.rpc.ask(VerifyEmail, body);
  }

  @Post('email-change')
  @SignInLimit()
  @Serves(RequestEmailChange, {
    summary: 'Have a link mailed to a new e-mail',
    status: 202,
    faults: [InvalidCredentials, TooManyAttempts],
  })
  requestEmailChange(@Body() body: RequestEmailChangeRequest): Promise<Accepted> {
    return this.rpc.ask(RequestEmailChange, body);
  }

  @Post('email-change/confirm')
  @Serves(ConfirmEmailChange, { summary: 'Make the new e-mail the account’s', faults: [OneTimeTokenInvalid] })
  confirmEmailChange(@Body() body: ConfirmEmailChangeRequest): Promise<AccountView> {
    return this.rpc.ask(ConfirmEmailChange, body);
  }
}
