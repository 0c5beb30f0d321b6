import { Controller, Delete, Get, Patch, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type AccountDeleted,
  type AccountView,
  ChangePassword,
  ChangePasswordRequest,
  DeleteAccount,
  DeleteAccountRequest,
  GetProfile,
  ListSessions,
  LogoutEverywhere,
  PageRequest,
  RevokeSession,
  RevokeSessionRequest,
  type SessionList,
  type SessionsEnded,
  UpdateProfile,
  UpdateProfileRequest,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import type { FastifyReply } from 'fastify';
import { clearSessionCookies } from './cookies.js';
import { SignInLimit } from '../rate-limits/rate-limit.js';
import { ContractRequest, Route } from '../edge/route.js';

/** The signed-in account: profile, sessions, password. */
@ApiTags('Accounts')
@Controller('auth')
export class AccountController {
  constructor(private readonly rpc: RpcClient) {}

  @Get('me')
  @Route(GetProfile, { summary: 'Get the signed-in account' })
  me(): Promise<AccountView> {
    return this.rpc.request(GetProfile, {});
  }

  @Patch('me')
  @Route(UpdateProfile, {
    summary: 'Change name, phone, locale or addresses',
    description: 'Absent fields stay unchanged; `addresses` replaces the whole list.',
  })
  update(@ContractRequest() request: UpdateProfileRequest): Promise<AccountView> {
    return this.rpc.request(UpdateProfile, request);
  }

  @Delete('me')
  @SignInLimit()
  @Route(DeleteAccount, {
    summary: 'Delete the account',
    description:
      'Deletes its personal data. Orders stay, without e-mail address, and without shipping address once nothing is left to ship.',
  })
  async delete(
    @ContractRequest() request: DeleteAccountRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AccountDeleted> {
    const deleted = await this.rpc.request(DeleteAccount, request);
    clearSessionCookies(reply);
    return deleted;
  }

  @Get('sessions')
  @Route(ListSessions, { summary: 'List the sessions of the account, last used first' })
  sessions(@ContractRequest() request: PageRequest): Promise<SessionList> {
    return this.rpc.request(ListSessions, request);
  }

  @Delete('sessions/:sessionId')
  @Route(RevokeSession, { summary: 'End one session' })
  revoke(@ContractRequest() request: RevokeSessionRequest): Promise<SessionsEnded> {
    return this.rpc.request(RevokeSession, request);
  }

  @Post('logout-everywhere')
  @Route(LogoutEverywhere, { summary: 'End all sessions, this one included' })
  async logoutEverywhere(@Res({ passthrough: true }) reply: FastifyReply): Promise<SessionsEnded> {
    const ended = await this.rpc.request(LogoutEverywhere, {});
    clearSessionCookies(reply);
    return ended;
  }

  @Post('password')
  @SignInLimit()
  @Route(ChangePassword, {
    summary: 'Change the password; all other sessions end',
  })
  changePassword(@ContractRequest() request: ChangePasswordRequest): Promise<SessionsEnded> {
    return this.rpc.request(ChangePassword, request);
  }
}
