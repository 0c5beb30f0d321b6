import { Body, Controller, Delete, Get, Param, Patch, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type AccountDeleted,
  type AccountView,
  ChangePassword,
  ChangePasswordRequest,
  DeleteAccount,
  DeleteAccountRequest,
  GetProfile,
  InvalidCredentials,
  LastAdmin,
  ListSessions,
  LogoutEverywhere,
  RevokeSession,
  RevokeSessionRequest,
  type SessionList,
  SessionNotFound,
  type SessionsEnded,
  TooManyAttempts,
  UpdateProfile,
  UpdateProfileRequest,
  WeakPassword,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import type { FastifyReply } from 'fastify';
import { clearSessionCookies } from './cookies.js';
import { SignInLimit } from '../limits/rate-limit.js';
import { Serves } from '../openapi/serves.js';

/** The signed-in account: profile, sessions, password. */
@ApiTags('Accounts')
@Controller('auth')
export class AccountController {
  constructor(private readonly rpc: RpcClient) {}

  @Get('me')
  @Serves(GetProfile, { summary: 'Get the signed-in account' })
  me(): Promise<AccountView> {
    return this.rpc.ask(GetProfile, {});
  }

  @Patch('me')
  @Serves(UpdateProfile, {
    summary: 'Change name, phone, locale or addresses',
    description: 'Absent fields stay unchanged; `addresses` replaces the whole list.',
  })
  update(@Body() body: UpdateProfileRequest): Promise<AccountView> {
    return this.rpc.ask(UpdateProfile, body);
  }

  @Delete('me')
  @SignInLimit()
  @Serves(DeleteAccount, {
    summary: 'Delete the account',
    description:
      'Deletes its personal data. Orders stay, without e-mail address, and without shipping address once nothing is left to ship.',
    faults: [InvalidCredentials, TooManyAttempts, LastAdmin],
  })
  async delete(
    @Body() body: DeleteAccountRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AccountDeleted> {
    const deleted = await this.rpc.ask(DeleteAccount, body);
    clearSessionCookies(reply);
    return deleted;
  }

  @Get('sessions')
  @Serves(ListSessions, { summary: 'List the sessions of the account, last used first' })
  sessions(): Promise<SessionList> {
    return this.rpc.ask(ListSessions, {});
  }

  @Delete('sessions/:sessionId')
  @Serves(RevokeSession, { summary: 'End one session', faults: [SessionNotFound] })
  revoke(@Param() session: RevokeSessionRequest): Promise<SessionsEnded> {
    return this.rpc.ask(RevokeSession, session);
  }

  @Post('logout-everywhere')
  @Serves(LogoutEverywhere, { summary: 'End all sessions, this one included' })
  async logoutEverywhere(@Res({ passthrough: true }) reply: FastifyReply): Promise<SessionsEnded> {
    const ended = await this.rpc.ask(LogoutEverywhere, {});
    clearSessionCookies(reply);
    return ended;
  }

  @Post('password')
  @SignInLimit()
  @Serves(ChangePassword, {
    summary: 'Change the password; all other sessions end',
    faults: [InvalidCredentials, WeakPassword, TooManyAttempts],
  })
  changePassword(@Body() body: ChangePasswordRequest): Promise<SessionsEnded> {
    return this.rpc.ask(ChangePassword, body);
  }
}
