import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  DisableAccount,
  EnableAccount,
  GetUser,
  GetUserRequest,
  GrantRole,
  LastAdmin,
  ListUsers,
  ListUsersRequest,
  RoleGrant,
  UserNotFound,
  type UserPage,
  type UserView,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import { Serves } from '../openapi/serves.js';

/** Accounts as staff see them, and what admins do to them. */
@ApiTags('Staff')
@Controller('users')
export class UsersController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Serves(ListUsers, { summary: 'List accounts, newest first' })
  list(@Query() query: ListUsersRequest): Promise<UserPage> {
    return this.rpc.ask(ListUsers, query);
  }

  @Get(':userId')
  @Serves(GetUser, { summary: 'Look at one account', faults: [UserNotFound] })
  get(@Param() user: GetUserRequest): Promise<UserView> {
    return this.rpc.ask(GetUser, user);
  }

  @Put(':userId/role')
  @Serves(GrantRole, {
    summary: 'Grant a role, or withdraw one by granting "customer"',
    description: 'All sessions of the account end, so that none goes on with the old role.',
    faults: [UserNotFound, LastAdmin],
  })
  grantRole(@Param() { userId }: GetUserRequest, @Body() body: RoleGrant): Promise<UserView> {
    return this.rpc.ask(GrantRole, { ...body, userId });
  }

  @Post(':userId/disable')
  @Serves(DisableAccount, {
    summary: 'Keep an account out; all its sessions end at once',
    faults: [UserNotFound, LastAdmin],
  })
  disable(@Param() user: GetUserRequest): Promise<UserView> {
    return this.rpc.ask(DisableAccount, user);
  }

  @Post(':userId/enable')
  @Serves(EnableAccount, { summary: 'Let a disabled account in again', faults: [UserNotFound] })
  enable(@Param() user: GetUserRequest): Promise<UserView> {
    return this.rpc.ask(EnableAccount, user);
  }
}
