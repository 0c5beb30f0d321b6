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
import { clearSessionCookies, readSessionCookies } from './cookies.js';
import { SignInLimit } from '../limits/rate-limit.js';
import { Serves } from '../openapi/serves.js';
import { deliverTokens, RefreshBody, SessionResponse } from './session-response.js';

const delivery = ApiHeader({
  name: 'X-Token-Delivery',
  required: false,
  description:
    '`body`: the refresh token is in the response body and no cookie is set. Default: both tokens are set as cookies ' +
    'that scripts cannot read; unsafe requests with them need `X-CSRF-Protection: 1`.',
  schema: { type: 'string', enum: ['body'] },
});

/** Registration, login, token refresh and logout. */
@ApiTags('Accounts')
@Controller('auth')
export class SignInController {
  constructor(private readonly rpc: RpcClient) {}

  @Post('register')
  @SignInLimit()
  @delivery
  @Serves(Register, {
    summary: 'Create an account and sign in',
    status: 201,
    answer: SessionResponse,
    signsIn: true,
    faults: [EmailTaken, WeakPassword, TooManyAttempts, Overloaded],
  })
  async register(
    @Body() body: RegisterRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('x-token-delivery') delivered?: string,
  ): Promise<SessionResponse> {
    return deliverTokens(await this.rpc.ask(Register, body), reply, delivered === 'body');
  }

  @Post('login')
  @SignInLimit()
  @delivery
  @Serves(Login, {
    summary: 'Sign in',
    answer: SessionResponse,
    signsIn: true,
    faults: [InvalidCredentials, AccountDisabled, TooManyAttempts, Overloaded],
  })
  async login(
    @Body() body: LoginRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('x-token-delivery') delivered?: string,
  ): Promise<SessionResponse> {
    return deliverTokens(await this.rpc.ask(Login, body), reply, delivered === 'body');
  }

  @Post('refresh')
  @Serves(Refresh, {
    summary: 'Get new tokens for a refresh token',
    description:
      'From the cookie or from the body; the next one is delivered in the same way. A refresh token is valid for one use: ' +
      'reusing an old one ends the session.',
    answer: SessionResponse,
  })
  async refresh(
    @Body() body: RefreshBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionResponse> {
    const refreshToken = body.refreshToken ?? readSessionCookies(request).refresh;
    if (!refreshToken) throw TokenInvalid();
    try {
      const signedIn = await this.rpc.ask(Refresh, { refreshToken });
      return deliverTokens(signedIn, reply, body.refreshToken !== undefined);
    } catch (error) {
      if (TokenInvalid.matches(error) && body.refreshToken === undefined) clearSessionCookies(reply);
      throw error;
    }
  }

  @Post('logout')
  @Serves(Logout, {
    summary: 'End the session',
    description:
      'The session of the refresh token in the cookie or the body. Ending an ended session is not an error.',
  })
  async logout(
    @Body() body: RefreshBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionsEnded> {
    const refreshToken = body.refreshToken ?? readSessionCookies(request).refresh;
    const ended = refreshToken ? await this.rpc.ask(Logout, { refreshToken }) : { ended: 0 };
    if (body.refreshToken === undefined) clearSessionCookies(reply);
    return ended;
  }
}
