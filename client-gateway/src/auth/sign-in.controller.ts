import { Controller, Headers, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  isFaultOf,
  Login,
  LoginRequest,
  Logout,
  Refresh,
  Register,
  RegisterRequest,
  type SessionsEnded,
  TokenInvalid,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { clearSessionCookies, readSessionCookies } from './cookies.js';
import { SignInLimit } from '../rate-limits/rate-limit.js';
import { ContractRequest, Route } from '../edge/route.js';
import { deliverTokens, RefreshBody, SessionResponse } from './session-response.js';

const headers = [
  {
    name: 'X-Token-Delivery',
    description:
      '`body`: the refresh token is in the response body and no cookie is set. `cookie`: both tokens are set as cookies ' +
      'that scripts cannot read, and neither is in the body; unsafe requests with them need `X-CSRF-Protection: 1`. ' +
      'Default: as `cookie`, with the access token in the body.',
    schema: { type: 'string', enum: ['body', 'cookie'] },
  },
];

/** Registration, login, token refresh and logout. */
@ApiTags('Accounts')
@Controller('auth')
export class SignInController {
  constructor(private readonly rpc: RpcClient) {}

  @Post('register')
  @SignInLimit()
  @Route(Register, {
    summary: 'Create an account and sign in',
    status: 201,
    response: SessionResponse,
    signsIn: true,
    headers,
  })
  async register(
    @ContractRequest() request: RegisterRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('x-token-delivery') delivery?: string,
  ): Promise<SessionResponse> {
    return deliverTokens(await this.rpc.request(Register, request), reply, delivery);
  }

  @Post('login')
  @SignInLimit()
  @Route(Login, {
    summary: 'Sign in',
    response: SessionResponse,
    signsIn: true,
    headers,
  })
  async login(
    @ContractRequest() request: LoginRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('x-token-delivery') delivery?: string,
  ): Promise<SessionResponse> {
    return deliverTokens(await this.rpc.request(Login, request), reply, delivery);
  }

  @Post('refresh')
  @Route(Refresh, {
    request: RefreshBody,
    summary: 'Get new tokens for a refresh token',
    description:
      'From the cookie or from the body; the next one is delivered in the same way. A refresh token is valid for one use: ' +
      'reusing an old one ends the session.',
    response: SessionResponse,
    headers,
  })
  async refresh(
    @ContractRequest() body: RefreshBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('x-token-delivery') delivery?: string,
  ): Promise<SessionResponse> {
    const refreshToken = body.refreshToken ?? readSessionCookies(request).refresh;
    if (!refreshToken) throw TokenInvalid();
    try {
      const signedIn = await this.rpc.request(Refresh, { refreshToken });
      // A refresh token that came in a cookie never leaves in a body: scripts could read it there.
      const way = body.refreshToken !== undefined ? 'body' : delivery === 'cookie' ? 'cookie' : undefined;
      return deliverTokens(signedIn, reply, way);
    } catch (error) {
      if (isFaultOf(Refresh, error, TokenInvalid) && body.refreshToken === undefined)
        clearSessionCookies(reply);
      throw error;
    }
  }

  @Post('logout')
  @Route(Logout, {
    request: RefreshBody,
    summary: 'End the session',
    description:
      'The session of the refresh token in the cookie or the body. Ending an ended session is not an error.',
  })
  async logout(
    @ContractRequest() body: RefreshBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionsEnded> {
    const refreshToken = body.refreshToken ?? readSessionCookies(request).refresh;
    const ended = refreshToken ? await this.rpc.request(Logout, { refreshToken }) : { ended: 0 };
    if (body.refreshToken === undefined) clearSessionCookies(reply);
    return ended;
  }
}
