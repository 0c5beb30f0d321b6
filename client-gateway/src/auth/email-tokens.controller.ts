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
import { SignInLimit } from '../limits/rate-limit.js';
import { Serves } from '../openapi/serves.js';

/** Flows with a one-time token: one request sends it by e-mail, the next one uses it. */
@ApiTags('Accounts')
@Controller('auth')
export class EmailTokensController {
  constructor(private readonly rpc: RpcClient) {}

  @Post('password-reset')
  @SignInLimit()
  @Serves(RequestPasswordReset, {
    summary: 'Send a password reset link by e-mail',
    description: 'The response and its time are the same whether the account exists or not.',
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
  @Serves(RequestEmailVerification, { summary: 'Send a link to verify the e-mail address', status: 202 })
  requestEmailVerification(): Promise<Accepted> {
    return this.rpc.ask(RequestEmailVerification, {});
  }

  @Post('email-verification/confirm')
  @Serves(VerifyEmail, {
    summary: 'Verify the e-mail address of the account',
    description: 'Guest orders placed with this address are moved to the account.',
    faults: [OneTimeTokenInvalid],
  })
  verifyEmail(@Body() body: VerifyEmailRequest): Promise<AccountView> {
    return this.rpc.ask(VerifyEmail, body);
  }

  @Post('email-change')
  @SignInLimit()
  @Serves(RequestEmailChange, {
    summary: 'Send a confirmation link to a new e-mail address',
    status: 202,
    faults: [InvalidCredentials, TooManyAttempts],
  })
  requestEmailChange(@Body() body: RequestEmailChangeRequest): Promise<Accepted> {
    return this.rpc.ask(RequestEmailChange, body);
  }

  @Post('email-change/confirm')
  @Serves(ConfirmEmailChange, {
    summary: 'Change the e-mail address to the confirmed one',
    faults: [OneTimeTokenInvalid],
  })
  confirmEmailChange(@Body() body: ConfirmEmailChangeRequest): Promise<AccountView> {
    return this.rpc.ask(ConfirmEmailChange, body);
  }
}
