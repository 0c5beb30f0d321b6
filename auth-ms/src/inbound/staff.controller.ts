import { Controller } from '@nestjs/common';
import * as contracts from '@orderwire/contracts';
import { RpcHandler } from '@orderwire/platform';
import { DisableAccount } from '../application/disable-account.js';
import { EnableAccount } from '../application/enable-account.js';
import { GetUser } from '../application/get-user.js';
import { GrantRole } from '../application/grant-role.js';
import { ListAudit } from '../application/list-audit.js';
import { ListUsers } from '../application/list-users.js';
import { RecordAudit } from '../application/record-audit.js';

/** What staff and admins may ask, and what our own services tell. */
@Controller()
export class StaffController {
  constructor(
    private readonly listUsersUseCase: ListUsers,
    private readonly getUserUseCase: GetUser,
    private readonly listAuditUseCase: ListAudit,
    private readonly recordAuditUseCase: RecordAudit,
    private readonly grantRoleUseCase: GrantRole,
    private readonly disableAccountUseCase: DisableAccount,
    private readonly enableAccountUseCase: EnableAccount,
  ) {}

  @RpcHandler(contracts.ListUsers)
  users(request: contracts.ListUsersRequest): Promise<contracts.UserPage> {
    return this.listUsersUseCase.execute(request);
  }

  @RpcHandler(contracts.GetUser)
  user(request: contracts.GetUserRequest): Promise<contracts.UserView> {
    return this.getUserUseCase.execute(request);
  }

  @RpcHandler(contracts.RecordAudit)
  record(request: contracts.RecordAuditRequest): Promise<contracts.AuditRecorded> {
    return this.recordAuditUseCase.execute(request);
  }

  @RpcHandler(contracts.ListAudit)
  audit(request: contracts.ListAuditRequest): Promise<contracts.AuditPage> {
    return this.listAuditUseCase.execute(request);
  }

  @RpcHandler(contracts.GrantRole)
  grantRole(request: contracts.GrantRoleRequest): Promise<contracts.UserView> {
    return this.grantRoleUseCase.execute(request);
  }

  @RpcHandler(contracts.DisableAccount)
  disable(request: contracts.AccountRequest): Promise<contracts.UserView> {
    return this.disableAccountUseCase.execute(request);
  }

  @RpcHandler(contracts.EnableAccount)
  enable(request: contracts.AccountRequest): Promise<contracts.UserView> {
    return this.enableAccountUseCase.execute(request);
  }
}
