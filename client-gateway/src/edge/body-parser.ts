import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Fault } from '@orderwire/contracts';
import { parseJson } from '@orderwire/platform';
import type { FastifyRequest } from 'fastify';
import { BROKEN_JSON, HttpProblem, UNSUPPORTED_MEDIA_TYPE } from './http-problem.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Accepts JSON only, within the limits of `parseJson`. An empty body counts as none; `__proto__`
 * and `constructor.prototype` are rejected.
 */
export function useJsonBodyParser(app: NestFastifyApplication, bodyLimit: number): void {
  const fastify = app.getHttpAdapter().getInstance();
  app.useBodyParser('application/json', { bodyLimit }, (_request: FastifyRequest, body, done) => {
    if (body.length === 0) return done(null, undefined);
    const text = textOf(body);
    if (text === undefined) return done(new HttpProblem(BROKEN_JSON));
    try {
      done(null, parseJson(text));
    } catch (error) {
      done(error instanceof Fault ? error : new HttpProblem(BROKEN_JSON));
    }
  });
  app.useBodyParser('application/x-www-form-urlencoded', { bodyLimit }, (_request, _body, done) =>
    done(new HttpProblem(UNSUPPORTED_MEDIA_TYPE)),
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
