import type { IncomingMessage } from 'node:http';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { correlationIdFrom, type ServiceOptions } from '@orderwire/platform';
import { ProblemFilter } from './problem.filter.js';

/** The largest body taken; Stripe's events are a few kilobytes. */
const BODY_LIMIT = 512 * 1024;

/** The HTTP side: bodies arrive as the bytes that were signed, errors leave as problem+json. */
export function httpOptions(): ServiceOptions {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    genReqId: ({ headers }: IncomingMessage) => {
      const id = headers['x-request-id'];
      return correlationIdFrom(typeof id === 'string' ? id : undefined);
    },
  });
  return { adapter, prepare };
}

function prepare(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeAllContentTypeParsers();
  app.useBodyParser('*', { bodyLimit: BODY_LIMIT }, (_request, body, done) => done(null, body));
  app.useGlobalFilters(new ProblemFilter());
}
