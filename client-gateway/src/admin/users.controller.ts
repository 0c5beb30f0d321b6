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

/** Account administration. */
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
  @Serves(GetUser, { summary: 'Get an account', faults: [UserNotFound] })
  get(@Param() user: GetUserRequest): Promise<UserView> {
    return this.rpc.ask(GetUser, user);
  }

  @Put(':userId/role')
  @Serves(GrantRole, {
    summary: 'Grant a role; "customer" withdraws it',
    description: 'All sessions of the account end, so that none keeps the old role.',
    faults: [UserNotFound, LastAdmin],
  })
  grantRole(@Param() { userId }: GetUserRequest, @Body() body: RoleGrant): Promise<UserView> {
    return this.rpc.ask(GrantRole, { ...body, userId });
  }

  @Post(':userId/disable')
  @Serves(DisableAccount, {
    summary: 'Disable an account; all its sessions end',
    faults: [UserNotFound, LastAdmin],
  })
  disable(@Param() user: GetUserRequest): Promise<UserView> {
    return this.rpc.ask(DisableAccount, user);
  }

  @Post(':userId/enable')
  @Serves(EnableAccount, { summary: 'Enable a disabled account', faults: [UserNotFound] })
  enable(@Param() user: GetUserRequest): Promise<UserView> {
    return this.rpc.ask(EnableAccount, user);
  }
}
