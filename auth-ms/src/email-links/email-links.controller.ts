import { Controller } from '@nestjs/common';
import {
  type Accepted,
  type AccountView,
  ConfirmEmailChange,
  type ConfirmEmailChangeRequest,
  type EmailToken,
  GetEmailToken,
  type GetEmailTokenRequest,
  RequestEmailChange,
  type RequestEmailChangeRequest,
  RequestEmailVerification,
  VerifyEmail,
  type VerifyEmailRequest,
} from '@orderwire/contracts';
import { RpcHandler } from '@orderwire/platform';
import { ConfirmEmailChangeUseCase } from './confirm-email-change.use-case.js';
import { GetEmailTokenUseCase } from './get-email-token.use-case.js';
import { RequestEmailChangeUseCase } from './request-email-change.use-case.js';
import { RequestEmailVerificationUseCase } from './request-email-verification.use-case.js';
import { VerifyEmailUseCase } from './verify-email.use-case.js';

/** One-time tokens that are sent by e-mail; verifying and changing the address of an account. */
@Controller()
export class EmailLinksController {
  constructor(
    private readonly requestEmailVerificationUseCase: RequestEmailVerificationUseCase,
    private readonly verifyEmailUseCase: VerifyEmailUseCase,
    private readonly requestEmailChangeUseCase: RequestEmailChangeUseCase,
    private readonly confirmEmailChangeUseCase: ConfirmEmailChangeUseCase,
    private readonly getEmailTokenUseCase: GetEmailTokenUseCase,
  ) {}

  @RpcHandler(RequestEmailVerification)
  requestEmailVerification(): Promise<Accepted> {
    return this.requestEmailVerificationUseCase.execute();
  }

  @RpcHandler(VerifyEmail)
  verifyEmail(request: VerifyEmailRequest): Promise<AccountView> {
    return this.verifyEmailUseCase.execute(request);
  }

  @RpcHandler(RequestEmailChange)
  requestEmailChange(request: RequestEmailChangeRequest): Promise<Accepted> {
    return this.requestEmailChangeUseCase.execute(request);
  }

  @RpcHandler(ConfirmEmailChange)
  confirmEmailChange(request: ConfirmEmailChangeRequest): Promise<AccountView> {
    return this.confirmEmailChangeUseCase.execute(request);
  }

  @RpcHandler(GetEmailToken)
  getEmailToken(request: GetEmailTokenRequest): Promise<EmailToken> {
    return this.getEmailTokenUseCase.execute(request);
  }
}
