import { Controller, type DynamicModule, Module } from '@nestjs/common';
import * as contracts from '@orderwire/contracts';
import { RpcHandler, PlatformModule, type ServiceConfig } from '@orderwire/platform';
import { Dial } from './fake-shop.js';

/** Tokens as auth-ms would hand them out. */
export const signedIn = {
  user: { id: '019a0000-0000-7000-8000-00000000c057', name: 'Ada', role: 'customer' },
  accessToken: 'an-access-token',
  expiresAt: new Date(Date.now() + 600_000).toISOString(),
  refreshToken: 'a-refresh-token',
  refreshExpiresAt: new Date(Date.now() + 30 * 86_400_000).toISOString(),
  sessionId: '019a0000-0000-7000-8000-0000000005e5',
} as unknown as contracts.SignedIn;

/** Answers every contract of auth-ms that the gateway asks, but the keys: those are the test issuer's. */
@Controller()
class FakeAuth {
  constructor(private readonly dial: Dial) {}

  @RpcHandler(contracts.Register) register(request: contracts.RegisterRequest): Promise<contracts.SignedIn> {
    return this.dial.answer(contracts.Register, request);
  }
  @RpcHandler(contracts.Login) login(request: contracts.LoginRequest): Promise<contracts.SignedIn> {
    return this.dial.answer(contracts.Login, request);
  }
  @RpcHandler(contracts.Refresh) refresh(request: contracts.RefreshRequest): Promise<contracts.SignedIn> {
    return this.dial.answer(contracts.Refresh, request);
  }
  @RpcHandler(contracts.Logout) logout(request: contracts.LogoutRequest): Promise<contracts.SessionsEnded> {
    return this.dial.answer(contracts.Logout, request);
  }
  @RpcHandler(contracts.LogoutEverywhere) everywhere(
    request: contracts.EmptyRequest,
  ): Promise<contracts.SessionsEnded> {
    return this.dial.answer(contracts.LogoutEverywhere, request);
  }
  @RpcHandler(contracts.GetProfile) me(request: contracts.EmptyRequest): Promise<contracts.AccountView> {
    return this.dial.answer(contracts.GetProfile, request);
  }
  @RpcHandler(contracts.UpdateProfile) update(
    request: contracts.UpdateProfileRequest,
  ): Promise<contracts.AccountView> {
    return this.dial.answer(contracts.UpdateProfile, request);
  }
  @RpcHandler(contracts.DeleteAccount) delete(
    request: contracts.DeleteAccountRequest,
  ): Promise<contracts.AccountDeleted> {
    return this.dial.answer(contracts.DeleteAccount, request);
  }
  @RpcHandler(contracts.ListSessions) sessions(
    request: contracts.EmptyRequest,
  ): Promise<contracts.SessionList> {
    return this.dial.answer(contracts.ListSessions, request);
  }
  @RpcHandler(contracts.RevokeSession) revoke(
    request: contracts.RevokeSessionRequest,
  ): Promise<contracts.SessionsEnded> {
    return this.dial.answer(contracts.RevokeSession, request);
  }
  @RpcHandler(contracts.ChangePassword) password(
    request: contracts.ChangePasswordRequest,
  ): Promise<contracts.SessionsEnded> {
    return this.dial.answer(contracts.ChangePassword, request);
  }
  @RpcHandler(contracts.RequestPasswordReset) forgotten(
    request: contracts.RequestPasswordResetRequest,
  ): Promise<contracts.Accepted> {
    return this.dial.answer(contracts.RequestPasswordReset, request);
  }
  @RpcHandler(contracts.ResetPassword) reset(
    request: contracts.ResetPasswordRequest,
  ): Promise<contracts.SessionsEnded> {
    return this.dial.answer(contracts.ResetPassword, request);
  }
  @RpcHandler(contracts.RequestEmailVerification) verification(
    request: contracts.EmptyRequest,
  ): Promise<contracts.Accepted> {
    return this.dial.answer(contracts.RequestEmailVerification, request);
  }
  @RpcHandler(contracts.VerifyEmail) verify(
    request: contracts.VerifyEmailRequest,
  ): Promise<contracts.AccountView> {
    return this.dial.answer(contracts.VerifyEmail, request);
  }
  @RpcHandler(contracts.RequestEmailChange) move(
    request: contracts.RequestEmailChangeRequest,
  ): Promise<contracts.Accepted> {
    return this.dial.answer(contracts.RequestEmailChange, request);
  }
  @RpcHandler(contracts.ConfirmEmailChange) moved(
    request: contracts.ConfirmEmailChangeRequest,
  ): Promise<contracts.AccountView> {
    return this.dial.answer(contracts.ConfirmEmailChange, request);
  }
  @RpcHandler(contracts.ListUsers) users(request: contracts.ListUsersRequest): Promise<contracts.UserPage> {
    return this.dial.answer(contracts.ListUsers, request);
  }
  @RpcHandler(contracts.GetUser) user(request: contracts.GetUserRequest): Promise<contracts.UserView> {
    return this.dial.answer(contracts.GetUser, request);
  }
  @RpcHandler(contracts.GrantRole) role(request: contracts.GrantRoleRequest): Promise<contracts.UserView> {
    return this.dial.answer(contracts.GrantRole, request);
  }
  @RpcHandler(contracts.DisableAccount) disable(
    request: contracts.AccountRequest,
  ): Promise<contracts.UserView> {
    return this.dial.answer(contracts.DisableAccount, request);
  }
  @RpcHandler(contracts.EnableAccount) enable(
    request: contracts.AccountRequest,
  ): Promise<contracts.UserView> {
    return this.dial.answer(contracts.EnableAccount, request);
  }
  @RpcHandler(contracts.ListAudit) audit(request: contracts.ListAuditRequest): Promise<contracts.AuditPage> {
    return this.dial.answer(contracts.ListAudit, request);
  }
}

@Module({})
export class FakeAuthModule {
  static with(config: ServiceConfig, dial: Dial): DynamicModule {
    return {
      module: FakeAuthModule,
      imports: [PlatformModule.forGateway('fake-auth', config)],
      controllers: [FakeAuth],
      providers: [{ provide: Dial, useValue: dial }],
    };
  }
}
