import { Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type Accepted,
  type AccountView,
  ConfirmEmailChange,
  ConfirmEmailChangeRequest,
  RequestEmailChange,
  RequestEmailChangeRequest,
  RequestEmailVerification,
  RequestPasswordReset,
  RequestPasswordResetRequest,
  ResetPassword,
  ResetPasswordRequest,
  type SessionsEnded,
  VerifyEmail,
  VerifyEmailRequest,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import { SignInLimit } from '../rate-limits/rate-limit.js';
import { ContractRequest, Route } from '../edge/route.js';

/** Flows with a one-time token: one request sends it by e-mail, the next one uses it. */
@ApiTags('Accounts')
@Controller('auth')
export class OneTimeTokensController {
  constructor(private readonly rpc: RpcClient) {}

  @Post('password-reset')
  @SignInLimit()
  @Route(RequestPasswordReset, {
    summary: 'Send a password reset link by e-mail',
    description: 'The response and its time are the same whether the account exists or not.',
    status: 202,
  })
  requestPasswordReset(@ContractRequest() request: RequestPasswordResetRequest): Promise<Accepted> {
    return this.rpc.request(RequestPasswordReset, request);
  }

  @Post('password-reset/confirm')
  @SignInLimit()
  @Route(ResetPassword, {
    summary: 'Set a new password; all sessions end',
  })
  resetPassword(@ContractRequest() request: ResetPasswordRequest): Promise<SessionsEnded> {
    return this.rpc.request(ResetPassword, request);
  }

  @Post('email-verification')
  @SignInLimit()
  @Route(RequestEmailVerification, { summary: 'Send a link to verify the e-mail address', status: 202 })
  requestEmailVerification(): Promise<Accepted> {
    return this.rpc.request(RequestEmailVerification, {});
  }

  @Post('email-verification/confirm')
  @Route(VerifyEmail, {
    summary: 'Verify the e-mail address of the account',
    description: 'Guest orders placed with this address are moved to the account.',
  })
  verifyEmail(@ContractRequest() request: VerifyEmailRequest): Promise<AccountView> {
    return this.rpc.request(VerifyEmail, request);
  }

  @Post('email-change')
  @SignInLimit()
  @Route(RequestEmailChange, {
    summary: 'Send a confirmation link to a new e-mail address',
    status: 202,
  })
  requestEmailChange(@ContractRequest() request: RequestEmailChangeRequest): Promise<Accepted> {
    return this.rpc.request(RequestEmailChange, request);
  }

  @Post('email-change/confirm')
  @Route(ConfirmEmailChange, {
    summary: 'Change the e-mail address to the confirmed one',
  })
  confirmEmailChange(@ContractRequest() request: ConfirmEmailChangeRequest): Promise<AccountView> {
    return this.rpc.request(ConfirmEmailChange, request);
  }
}
