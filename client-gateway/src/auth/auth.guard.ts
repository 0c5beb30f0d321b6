import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { TokenInvalid } from '@orderwire/contracts';
import { AccessTokens, assertAccess, type Context } from '@orderwire/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ACCESS_COOKIE, clearSessionCookies, readSessionCookies } from './cookies.js';
import { assertTrustedOrigin } from './csrf.js';
import { orderTokenOf } from '../orders/order-cookie.js';
import { ROUTE_ACCESS, type RouteAccess } from '../edge/route.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The access that the matched route requires; null until the guard has run. */
    routeAccess: RouteAccess | null;
  }
}

/** An access token and how the request carried it. */
interface Credential {
  readonly token: string;
  readonly source: 'bearer' | 'cookie';
}

/** RFC 6750. */
const bearer = /^Bearer ([\w~+/.-]+=*)$/i;

/**
 * Authenticates the caller locally, without a request to auth-ms, and checks the route's access.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly accessTokens: AccessTokens,
    private readonly allowedOrigins: ReadonlySet<string>,
  ) {}

  /** Throws auth.token_invalid, auth.not_signed_in, auth.not_allowed, http.csrf. */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    // Health routes come from platform, declare no access and show no data.
    if (request.routeOptions.url?.startsWith('/health/')) return true;
    const route = this.reflector.get<RouteAccess | undefined>(ROUTE_ACCESS, context.getHandler());
    if (!route || !request.requestContext) throw new Error('this route does not declare its access');
    request.routeAccess = route;
    reply.header('cache-control', 'no-store');
    const credential = readCredential(request);
    const orderToken = orderTokenOfBrowser(request, route);
    if (credential?.source !== 'bearer')
      assertTrustedOrigin(request, route, this.allowedOrigins, orderToken !== undefined);
    if (orderToken) request.requestContext = { ...request.requestContext, orderToken };
    if (credential)
      request.requestContext = await this.authenticate(request.requestContext, credential, route, reply);
    assertAccess(route.access, request.requestContext.actor);
    return true;
  }

  private async authenticate(
    requestContext: Context,
    { token, source }: Credential,
    { access }: RouteAccess,
    reply: FastifyReply,
  ): Promise<Context> {
    try {
      const { actor, sessionId } = await this.accessTokens.verify(token);
      return { ...requestContext, actor, sessionId, identity: token };
    } catch (error) {
      if (source === 'bearer' || !TokenInvalid.matches(error)) throw error;
      // A browser cannot drop an expired cookie itself: on open routes it is served as a guest.
      clearSessionCookies(reply, ACCESS_COOKIE);
      if (access !== 'anyone') throw error;
      return requestContext;
    }
  }
}

/** The token of the route's order from the browser's cookie, unless the request carries one itself. */
function orderTokenOfBrowser(request: FastifyRequest, route: RouteAccess): string | undefined {
  const { orderId } = (request.params ?? {}) as Record<string, unknown>;
  if (!route.byOrderToken || typeof orderId !== 'string' || request.requestContext?.orderToken)
    return undefined;
  return orderTokenOf(request, orderId);
}

/**
 * Reads the access token of a request; `Authorization` takes precedence over the cookie. Throws
 * auth.token_invalid if `Authorization` is not a Bearer token or is sent twice.
 */
function readCredential(request: FastifyRequest): Credential | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const token = bearer.exec(authorization)?.[1];
    if (!token || !isSingle(request.raw.rawHeaders)) throw TokenInvalid();
    return { token, source: 'bearer' };
  }
  const { access } = readSessionCookies(request);
  return access ? { token: access, source: 'cookie' } : undefined;
}

/** Node keeps the first of repeated headers, while a proxy in front may have checked the last. */
const isSingle = (rawHeaders: readonly string[]): boolean =>
  rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'authorization').length === 1;
