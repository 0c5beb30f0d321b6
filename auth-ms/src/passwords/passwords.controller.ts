import { Controller } from '@nestjs/common';
import {
  type Accepted,
  ChangePassword,
  type ChangePasswordRequest,
  RequestPasswordReset,
  type RequestPasswordResetRequest,
  ResetPassword,
  type ResetPasswordRequest,
  type SessionsEnded,
} from '@orderwire/contracts';
import { RpcHandler } from '@orderwire/platform';
import { ChangePasswordUseCase } from './change-password.use-case.js';
import { RequestPasswordResetUseCase } from './request-password-reset.use-case.js';
import { ResetPasswordUseCase } from './reset-password.use-case.js';

/** Changing and resetting passwords. */
@Controller()
export class PasswordsController {
  constructor(
    private readonly changePasswordUseCase: ChangePasswordUseCase,
    private readonly requestPasswordResetUseCase: RequestPasswordResetUseCase,
    private readonly resetPasswordUseCase: ResetPasswordUseCase,
  ) {}

  @RpcHandler(ChangePassword)
  changePassword(request: ChangePasswordRequest): Promise<SessionsEnded> {
    return this.changePasswordUseCase.execute(request);
  }

  @RpcHandler(RequestPasswordReset)
  requestPasswordReset(request: RequestPasswordResetRequest): Promise<Accepted> {
    return this.requestPasswordResetUseCase.execute(request);
  }

  @RpcHandler(ResetPassword)
  resetPassword(request: ResetPasswordRequest): Promise<SessionsEnded> {
    return this.resetPasswordUseCase.execute(request);
  }
}
