import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { BROKEN_JSON, Refusal, UNSUPPORTED_MEDIA_TYPE } from '../problems/refusals.js';

/** JSON is the only body we read. An empty one is the same as none; `__proto__` and its kin are refused. */
export function parseOnlyJson(app: NestFastifyApplication, bodyLimit: number): void {
  const fastify = app.getHttpAdapter().getInstance();
  const parse = fastify.getDefaultJsonParser('error', 'error');
  app.useBodyParser('application/json', { bodyLimit }, (request: FastifyRequest, body, done) => {
    if (body.length === 0) return done(null, undefined);
    void parse(request, body.toString(), (error, value) =>
      error ? done(new Refusal(BROKEN_JSON)) : done(null, value),
    );
  });
  app.useBodyParser('application/x-www-form-urlencoded', { bodyLimit }, (_request, _body, done) =>
    done(new Refusal(UNSUPPORTED_MEDIA_TYPE)),
  );
  fastify.removeContentTypeParser('text/plain');
}
