import { Controller } from '@nestjs/common';
import {
  type AccountRequest,
  DisableAccount,
  EnableAccount,
  GetUser,
  type GetUserRequest,
  GrantRole,
  type GrantRoleRequest,
  ListUsers,
  type ListUsersRequest,
  type UserPage,
  type UserView,
} from '@orderwire/contracts';
import { RpcHandler } from '@orderwire/platform';
import { DisableAccountUseCase } from './disable-account.use-case.js';
import { EnableAccountUseCase } from './enable-account.use-case.js';
import { GetUserUseCase } from './get-user.use-case.js';
import { GrantRoleUseCase } from './grant-role.use-case.js';
import { ListUsersUseCase } from './list-users.use-case.js';

/** Accounts as staff and admins see and change them. */
@Controller()
export class AdminController {
  constructor(
    private readonly listUsersUseCase: ListUsersUseCase,
    private readonly getUserUseCase: GetUserUseCase,
    private readonly grantRoleUseCase: GrantRoleUseCase,
    private readonly disableAccountUseCase: DisableAccountUseCase,
    private readonly enableAccountUseCase: EnableAccountUseCase,
  ) {}

  @RpcHandler(ListUsers)
  listUsers(request: ListUsersRequest): Promise<UserPage> {
    return this.listUsersUseCase.execute(request);
  }

  @RpcHandler(GetUser)
  getUser(request: GetUserRequest): Promise<UserView> {
    return this.getUserUseCase.execute(request);
  }

  @RpcHandler(GrantRole)
  grantRole(request: GrantRoleRequest): Promise<UserView> {
    return this.grantRoleUseCase.execute(request);
  }

  @RpcHandler(DisableAccount)
  disableAccount(request: AccountRequest): Promise<UserView> {
    return this.disableAccountUseCase.execute(request);
  }

  @RpcHandler(EnableAccount)
  enableAccount(request: AccountRequest): Promise<UserView> {
    return this.enableAccountUseCase.execute(request);
  }
}
