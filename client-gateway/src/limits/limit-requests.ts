import { RouteConfig } from '@nestjs/platform-fastify';
import { networkOf } from '@orderwire/platform';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Limits } from './limits.js';
import { obey } from './too-many-requests.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** See {@link SignInLimit}. */
    signInLimit?: boolean;
  }
}

/**
 * This route takes a password or has a mail sent: it has a tighter limit besides the general one, exact over all replicas.
 * A test holds every such route to it.
 */
export const SignInLimit = () => RouteConfig({ signInLimit: true });

/** Orchestrators must not be kept out by what others do, and the documentation asks no service. */
const free = ['/health/', '/api/docs'];

/**
 * Counts requests per client address before anything of them is read: the route is known, the body has not arrived.
 * Answers to CORS preflights do not come this far.
 */
export function limitRequests(fastify: FastifyInstance, limits: Limits): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const { url = '', config } = request.routeOptions;
    if (free.some((path) => url.startsWith(path))) return done();
    try {
      obey(reply, limits.take('ip', addressOf(request)));
    } catch (error) {
      return done(error as Error);
    }
    if (!config.signInLimit) return done();
    limits
      .takeInTurn('sign_in', addressOf(request))
      .then((verdict) => obey(reply, verdict))
      .then(() => done(), done);
  });
}

/**
 * As the trusted proxy saw it. What is no address is a key like any other: a proxy may write anything, and a client that
 * hung up has none.
 */
const addressOf = ({ ip }: FastifyRequest): string => networkOf(ip) ?? String(ip).slice(0, 64);
