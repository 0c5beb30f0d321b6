import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { BROKEN_JSON, Refusal, UNSUPPORTED_MEDIA_TYPE } from '../problems/refusals.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** JSON is the only body we read. An empty one is the same as none; `__proto__` and its kin are refused. */
export function parseOnlyJson(app: NestFastifyApplication, bodyLimit: number): void {
  const fastify = app.getHttpAdapter().getInstance();
  const parse = fastify.getDefaultJsonParser('error', 'error');
  app.useBodyParser('application/json', { bodyLimit }, (request: FastifyRequest, body, done) => {
    if (body.length === 0) return done(null, undefined);
    const text = textOf(body);
    if (text === undefined) return done(new Refusal(BROKEN_JSON));
    void parse(request, text, (error, value) => (error ? done(new Refusal(BROKEN_JSON)) : done(null, value)));
  });
  app.useBodyParser('application/x-www-form-urlencoded', { bodyLimit }, (_request, _body, done) =>
    done(new Refusal(UNSUPPORTED_MEDIA_TYPE)),
  );
  fastify.removeContentTypeParser('text/plain');
}

function textOf(bytes: Buffer): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}
