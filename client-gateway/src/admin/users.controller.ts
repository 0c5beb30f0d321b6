import { Controller, Get, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  DisableAccount,
  EnableAccount,
  GetUser,
  GetUserRequest,
  GrantRole,
  ListUsers,
  ListUsersRequest,
  type UserPage,
  type UserView,
  AccountRequest,
  GrantRoleRequest,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import { ContractRequest, Route } from '../edge/route.js';

/** Account administration. */
@ApiTags('Staff')
@Controller('users')
export class UsersController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Route(ListUsers, { summary: 'List accounts, newest first' })
  list(@ContractRequest() request: ListUsersRequest): Promise<UserPage> {
    return this.rpc.request(ListUsers, request);
  }

  @Get(':userId')
  @Route(GetUser, { summary: 'Get an account' })
  get(@ContractRequest() request: GetUserRequest): Promise<UserView> {
    return this.rpc.request(GetUser, request);
  }

  @Put(':userId/role')
  @Route(GrantRole, {
    summary: 'Grant a role; "customer" withdraws it',
    description: 'All sessions of the account end, so that none keeps the old role.',
  })
  grantRole(@ContractRequest() request: GrantRoleRequest): Promise<UserView> {
    return this.rpc.request(GrantRole, request);
  }

  @Post(':userId/disable')
  @Route(DisableAccount, {
    summary: 'Disable an account; all its sessions end',
  })
  disable(@ContractRequest() request: AccountRequest): Promise<UserView> {
    return this.rpc.request(DisableAccount, request);
  }

  @Post(':userId/enable')
  @Route(EnableAccount, { summary: 'Enable a disabled account' })
  enable(@ContractRequest() request: AccountRequest): Promise<UserView> {
    return this.rpc.request(EnableAccount, request);
  }
}
