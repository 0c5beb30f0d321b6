import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { TokenInvalid } from '@orderwire/contracts';
import { AccessTokens, assertAccess, type Context } from '@orderwire/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ACCESS_COOKIE, clearCookies } from './cookies.js';
import { type Credential, credentialOf } from './credentials.js';
import { assertOwnPage } from './csrf.js';
import { OPEN_TO, type OpenTo } from './open-to.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who may call the route this request came to; null where no guard looked. */
    served: OpenTo | null;
  }
}

/** Finds out who asks, without asking anybody, and lets in whom the route is open to. */
@Injectable()
export class IdentityGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly accessTokens: AccessTokens,
    private readonly allowedOrigins: ReadonlySet<string>,
  ) {}

  /** Throws auth.token_invalid, auth.not_signed_in, auth.not_allowed, http.csrf; an ordinary error where nothing is declared. */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    // The platform's own; it says nothing of anybody.
    if (request.routeOptions.url?.startsWith('/health/')) return true;
    const open = this.reflector.get<OpenTo | undefined>(OPEN_TO, context.getHandler());
    if (!open || !request.work) throw new Error('this route does not declare who may call it');
    request.served = open;
    reply.header('cache-control', 'no-store');
    const credential = credentialOf(request);
    if (credential?.by !== 'bearer') assertOwnPage(request, open, this.allowedOrigins);
    if (credential) request.work = await this.known(request.work, credential, open, reply);
    assertAccess(open.access, request.work.actor);
    return true;
  }

  private async known(
    work: Context,
    { token, by }: Credential,
    open: OpenTo,
    reply: FastifyReply,
  ): Promise<Context> {
    try {
      const { actor, sessionId } = await this.accessTokens.verify(token);
      return { ...work, actor, sessionId, identity: token };
    } catch (error) {
      if (by === 'bearer' || !TokenInvalid.matches(error)) throw error;
      // The browser sends what it has: with an old cookie it is a guest where guests may be.
      clearCookies(reply, ACCESS_COOKIE);
      if (open.access !== 'anyone') throw error;
      return work;
    }
  }
}
