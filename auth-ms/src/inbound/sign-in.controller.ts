import { Controller } from '@nestjs/common';
import * as contracts from '@orderwire/contracts';
import { RpcHandler } from '@orderwire/platform';
import { ConfirmEmailChange } from '../application/confirm-email-change.js';
import { GetJwks } from '../application/get-jwks.js';
import { Login } from '../application/login.js';
import { Logout } from '../application/logout.js';
import { Refresh } from '../application/refresh.js';
import { Register } from '../application/register.js';
import { RequestPasswordReset } from '../application/request-password-reset.js';
import { ResetPassword } from '../application/reset-password.js';
import { VerifyEmail } from '../application/verify-email.js';

/** How one gets in and out. */
@Controller()
export class SignInController {
  constructor(
    private readonly registerUseCase: Register,
    private readonly loginUseCase: Login,
    private readonly refreshUseCase: Refresh,
    private readonly logoutUseCase: Logout,
    private readonly requestPasswordResetUseCase: RequestPasswordReset,
    private readonly resetPasswordUseCase: ResetPassword,
    private readonly verifyEmailUseCase: VerifyEmail,
    private readonly confirmEmailChangeUseCase: ConfirmEmailChange,
    private readonly getJwksUseCase: GetJwks,
  ) {}

  @RpcHandler(contracts.Register)
  register(request: contracts.RegisterRequest): Promise<contracts.SignedIn> {
    return this.registerUseCase.execute(request);
  }

  @RpcHandler(contracts.Login)
  login(request: contracts.LoginRequest): Promise<contracts.SignedIn> {
    return this.loginUseCase.execute(request);
  }

  @RpcHandler(contracts.Refresh)
  refresh(request: contracts.RefreshRequest): Promise<contracts.SignedIn> {
    return this.refreshUseCase.execute(request);
  }

  @RpcHandler(contracts.Logout)
  logout(request: contracts.LogoutRequest): Promise<contracts.SessionsEnded> {
    return this.logoutUseCase.execute(request);
  }

  @RpcHandler(contracts.RequestPasswordReset)
  requestPasswordReset(request: contracts.RequestPasswordResetRequest): Promise<contracts.Accepted> {
    return this.requestPasswordResetUseCase.execute(request);
  }

  @RpcHandler(contracts.ResetPassword)
  resetPassword(request: contracts.ResetPasswordRequest): Promise<contracts.SessionsEnded> {
    return this.resetPasswordUseCase.execute(request);
  }

  @RpcHandler(contracts.VerifyEmail)
  verifyEmail(request: contracts.VerifyEmailRequest): Promise<contracts.AccountView> {
    return this.verifyEmailUseCase.execute(request);
  }

  @RpcHandler(contracts.ConfirmEmailChange)
  confirmEmailChange(request: contracts.ConfirmEmailChangeRequest): Promise<contracts.AccountView> {
    return this.confirmEmailChangeUseCase.execute(request);
  }

  @RpcHandler(contracts.GetJwks)
  jwks(): Promise<contracts.Jwks> {
    return this.getJwksUseCase.execute();
  }
}
