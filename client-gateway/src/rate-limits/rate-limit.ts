import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { fault } from '@orderwire/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { limitsOfClient, RateLimiter, type RateLimitResult } from './rate-limiter.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** See {@link SignInLimit}. */
    signInLimit?: boolean;
  }
}

/** `details.limit` names the limit; `details.retryAfterMs` is the time until its window ends. */
export const TooManyRequests = fault(
  'too_many',
  'http.too_many_requests',
  'Too many requests; try again later.',
);

/**
 * The route takes a password or sends an e-mail: besides the general limits it has a tighter one,
 * exact over all replicas. A test checks that every such route has it.
 */
export const SignInLimit = () => RouteConfig({ signInLimit: true });

/** Health probes must not depend on other traffic. */
const UNLIMITED = '/health/';

/**
 * Counts requests per client address and its networks after routing and before the body is read.
 * CORS preflights are answered earlier and not counted.
 */
export function addRateLimits(fastify: FastifyInstance, limiter: RateLimiter): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const { url = '', config } = request.routeOptions;
    if (url.startsWith(UNLIMITED)) return done();
    try {
      for (const { name, key } of limitsOfClient('ip', request.ip))
        enforce(reply, limiter.consume(name, key));
    } catch (error) {
      return done(error as Error);
    }
    if (!config.signInLimit) return done();
    const limits = limitsOfClient('sign_in', request.ip);
    Promise.all(limits.map(({ name, key }) => limiter.consumeExactly(name, key)))
      .then((results) => results.forEach((result) => enforce(reply, result)))
      .then(() => done(), done);
  });
}

/** Counts requests per account, from any address. Runs after the guard that authenticates. */
@Injectable()
export class AccountLimitGuard implements CanActivate {
  constructor(private readonly limiter: RateLimiter) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const account = http.getRequest<FastifyRequest>().requestContext?.actor.id;
    if (account) enforce(http.getResponse<FastifyReply>(), this.limiter.consume('account', account));
    return true;
  }
}

/**
 * Adds the limit to the response headers (draft-ietf-httpapi-ratelimit-headers-10), after those
 * that other limits added. Throws {@link TooManyRequests} when the limit is exceeded.
 */
function enforce(reply: FastifyReply, result: RateLimitResult | undefined): void {
  if (!result) return;
  const { name, quota, remaining, windowMs, resetMs } = result;
  append(reply, 'ratelimit-policy', `"${name}";q=${quota};w=${windowMs / 1_000}`);
  append(reply, 'ratelimit', `"${name}";r=${Math.max(0, remaining)};t=${Math.ceil(resetMs / 1_000)}`);
  if (remaining < 0) throw TooManyRequests({ limit: name, retryAfterMs: resetMs });
}

function append(reply: FastifyReply, header: string, item: string): void {
  const before = reply.getHeader(header);
  reply.header(header, typeof before === 'string' ? `${before}, ${item}` : item);
}
