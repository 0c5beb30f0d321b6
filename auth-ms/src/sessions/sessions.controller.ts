import { Controller } from '@nestjs/common';
import {
  ListSessions,
  Login,
  type LoginRequest,
  Logout,
  LogoutEverywhere,
  type LogoutRequest,
  type PageRequest,
  Refresh,
  type RefreshRequest,
  RevokeSession,
  type RevokeSessionRequest,
  type SessionList,
  type SessionsEnded,
  type SignedIn,
} from '@orderwire/contracts';
import { RpcHandler } from '@orderwire/platform';
import { ListSessionsUseCase } from './list-sessions.use-case.js';
import { LoginUseCase } from './login.use-case.js';
import { LogoutEverywhereUseCase } from './logout-everywhere.use-case.js';
import { LogoutUseCase } from './logout.use-case.js';
import { RefreshUseCase } from './refresh.use-case.js';
import { RevokeSessionUseCase } from './revoke-session.use-case.js';

/** Signing in and out. */
@Controller()
export class SessionsController {
  constructor(
    private readonly loginUseCase: LoginUseCase,
    private readonly refreshUseCase: RefreshUseCase,
    private readonly logoutUseCase: LogoutUseCase,
    private readonly logoutEverywhereUseCase: LogoutEverywhereUseCase,
    private readonly listSessionsUseCase: ListSessionsUseCase,
    private readonly revokeSessionUseCase: RevokeSessionUseCase,
  ) {}

  @RpcHandler(Login)
  login(request: LoginRequest): Promise<SignedIn> {
    return this.loginUseCase.execute(request);
  }

  @RpcHandler(Refresh)
  refresh(request: RefreshRequest): Promise<SignedIn> {
    return this.refreshUseCase.execute(request);
  }

  @RpcHandler(Logout)
  logout(request: LogoutRequest): Promise<SessionsEnded> {
    return this.logoutUseCase.execute(request);
  }

  @RpcHandler(LogoutEverywhere)
  logoutEverywhere(): Promise<SessionsEnded> {
    return this.logoutEverywhereUseCase.execute();
  }

  @RpcHandler(ListSessions)
  listSessions(request: PageRequest): Promise<SessionList> {
    return this.listSessionsUseCase.execute(request);
  }

  @RpcHandler(RevokeSession)
  revokeSession(request: RevokeSessionRequest): Promise<SessionsEnded> {
    return this.revokeSessionUseCase.execute(request);
  }
}
