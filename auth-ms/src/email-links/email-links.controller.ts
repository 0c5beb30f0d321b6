import { Controller } from '@nestjs/common';
import {
  type Accepted,
  type AccountView,
  ConfirmEmailChange,
  type ConfirmEmailChangeRequest,
  RequestEmailChange,
  type RequestEmailChangeRequest,
  RequestEmailVerification,
  VerifyEmail,
  type VerifyEmailRequest,
} from '@orderwire/contracts';
import { RpcHandler } from '@orderwire/platform';
import { ConfirmEmailChangeUseCase } from './confirm-email-change.use-case.js';
import { RequestEmailChangeUseCase } from './request-email-change.use-case.js';
import { RequestEmailVerificationUseCase } from './request-email-verification.use-case.js';
import { VerifyEmailUseCase } from './verify-email.use-case.js';

/** Verifying and changing the e-mail address of an account. */
@Controller()
export class EmailLinksController {
  constructor(
    private readonly requestEmailVerificationUseCase: RequestEmailVerificationUseCase,
    private readonly verifyEmailUseCase: VerifyEmailUseCase,
    private readonly requestEmailChangeUseCase: RequestEmailChangeUseCase,
    private readonly confirmEmailChangeUseCase: ConfirmEmailChangeUseCase,
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
}
