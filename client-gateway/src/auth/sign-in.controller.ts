import { Body, Controller, Headers, Post, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import {
  AccountDisabled,
  EmailTaken,
  InvalidCredentials,
  Login,
  LoginRequest,
  Logout,
  Overloaded,
  Refresh,
  Register,
  RegisterRequest,
  type SessionsEnded,
  TokenInvalid,
  TooManyAttempts,
  WeakPassword,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { clearCookies, cookiesOf } from '../identity/cookies.js';
import { SignInLimit } from '../limits/limit-requests.js';
import { Serves } from '../openapi/serves.js';
import { handOver, RefreshBody, SessionAnswer } from './session-answer.js';

const delivery = ApiHeader({
  name: 'X-Token-Delivery',
  required: false,
  description:
    '`body`: the refresh token comes in the body and no cookie is set. Otherwise both tokens are set as cookies ' +
    'that scripts cannot read; then every request that changes something needs `X-CSRF-Protection: 1`.',
  schema: { type: 'string', enum: ['body'] },
});

/** How one gets in and out. */
@ApiTags('Accounts')
@Controller('auth')
export class SignInController {
  constructor(private readonly rpc: RpcClient) {}

  @Post('register')
  @SignInLimit()
  @delivery
  @Serves(Register, {
    summary: 'Make an account and sign in',
    status: 201,
    answer: SessionAnswer,
    signsIn: true,
    faults: [EmailTaken, WeakPassword, TooManyAttempts, Overloaded],
  })
  async register(
    @Body() body: RegisterRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('x-token-delivery') delivered?: string,
  ): Promise<SessionAnswer> {
    return handOver(await this.rpc.ask(Register, body), reply, delivered === 'body');
  }

  @Post('login')
  @SignInLimit()
  @delivery
  @Serves(Login, {
    summary: 'Sign in',
    answer: SessionAnswer,
    signsIn: true,
    faults: [InvalidCredentials, AccountDisabled, TooManyAttempts, Overloaded],
  })
  async login(
    @Body() body: LoginRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('x-token-delivery') delivered?: string,
  ): Promise<SessionAnswer> {
    return handOver(await this.rpc.ask(Login, body), reply, delivered === 'body');
  }

  @Post('refresh')
  @Serves(Refresh, {
    summary: 'Trade the refresh token for new tokens',
    description:
      'From the cookie, or from the body; the next one is delivered the same way. A refresh token is good for one use: ' +
      'using an old one again ends the session.',
    answer: SessionAnswer,
  })
  async refresh(
    @Body() body: RefreshBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswer> {
    const refreshToken = body.refreshToken ?? cookiesOf(request).refresh;
    if (!refreshToken) throw TokenInvalid();
    try {
      const signedIn = await this.rpc.ask(Refresh, { refreshToken });
      return handOver(signedIn, reply, body.refreshToken !== undefined);
    } catch (error) {
      if (TokenInvalid.matches(error) && body.refreshToken === undefined) clearCookies(reply);
      throw error;
    }
  }

  @Post('logout')
  @Serves(Logout, {
    summary: 'End the session',
    description:
      'Named by its refresh token, from the cookie or the body. Ending what has ended is no error.',
  })
  async logout(
    @Body() body: RefreshBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionsEnded> {
    const refreshToken = body.refreshToken ?? cookiesOf(request).refresh;
    const ended = refreshToken ? await this.rpc.ask(Logout, { refreshToken }) : { ended: 0 };
    if (body.refreshToken === undefined) clearCookies(reply);
    return ended;
  }
}
