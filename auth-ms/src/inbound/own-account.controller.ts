import { Controller } from '@nestjs/common';
import * as contracts from '@orderwire/contracts';
import { RpcHandler } from '@orderwire/platform';
import { ChangePassword } from '../application/change-password.js';
import { DeleteAccount } from '../application/delete-account.js';
import { GetProfile } from '../application/get-profile.js';
import { ListSessions } from '../application/list-sessions.js';
import { LogoutEverywhere } from '../application/logout-everywhere.js';
import { RequestEmailChange } from '../application/request-email-change.js';
import { RequestEmailVerification } from '../application/request-email-verification.js';
import { RevokeSession } from '../application/revoke-session.js';
import { UpdateProfile } from '../application/update-profile.js';

/** What an account may ask about itself. */
@Controller()
export class OwnAccountController {
  constructor(
    private readonly getProfileUseCase: GetProfile,
    private readonly updateProfileUseCase: UpdateProfile,
    private readonly listSessionsUseCase: ListSessions,
    private readonly revokeSessionUseCase: RevokeSession,
    private readonly logoutEverywhereUseCase: LogoutEverywhere,
    private readonly changePasswordUseCase: ChangePassword,
    private readonly requestEmailVerificationUseCase: RequestEmailVerification,
    private readonly requestEmailChangeUseCase: RequestEmailChange,
    private readonly deleteAccountUseCase: DeleteAccount,
  ) {}

  @RpcHandler(contracts.GetProfile)
  me(): Promise<contracts.AccountView> {
    return this.getProfileUseCase.execute();
  }

  @RpcHandler(contracts.UpdateProfile)
  updateProfile(request: contracts.UpdateProfileRequest): Promise<contracts.AccountView> {
    return this.updateProfileUseCase.execute(request);
  }

  @RpcHandler(contracts.ListSessions)
  sessions(): Promise<contracts.SessionList> {
    return this.listSessionsUseCase.execute();
  }

  @RpcHandler(contracts.RevokeSession)
  revoke(request: contracts.RevokeSessionRequest): Promise<contracts.SessionsEnded> {
    return this.revokeSessionUseCase.execute(request);
  }

  @RpcHandler(contracts.LogoutEverywhere)
  logoutEverywhere(): Promise<contracts.SessionsEnded> {
    return this.logoutEverywhereUseCase.execute();
  }

  @RpcHandler(contracts.ChangePassword)
  changePassword(request: contracts.ChangePasswordRequest): Promise<contracts.SessionsEnded> {
    return this.changePasswordUseCase.execute(request);
  }

  @RpcHandler(contracts.RequestEmailVerification)
  requestEmailVerification(): Promise<contracts.Accepted> {
    return this.requestEmailVerificationUseCase.execute();
  }

  @RpcHandler(contracts.RequestEmailChange)
  requestEmailChange(request: contracts.RequestEmailChangeRequest): Promise<contracts.Accepted> {
    return this.requestEmailChangeUseCase.execute(request);
  }

  @RpcHandler(contracts.DeleteAccount)
  delete(request: contracts.DeleteAccountRequest): Promise<contracts.AccountDeleted> {
    return this.deleteAccountUseCase.execute(request);
  }
}
