import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { matches } from './etag.js';

/** A file that is served from memory. */
export interface StaticFile {
  /** With charset. */
  readonly type: string;
  readonly body: Buffer;
  /** The body compressed with Brotli, for clients that accept it. */
  readonly brotli?: Buffer;
  /** Default: `no-cache`, so that clients ask whether it has changed. */
  readonly cacheControl?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => FastifyReply;

/** A request costs one copy of bytes that are in memory, and nothing if the client has them. */
export function staticHandler({
  type,
  body,
  brotli,
  cacheControl = 'no-cache',
  headers = {},
}: StaticFile): Handler {
  const etag = `"${createHash('sha1').update(body).digest('base64url')}"`;
  return (request, reply) => {
    reply.headers({
      etag,
      'cache-control': cacheControl,
      ...headers,
      ...(brotli && { vary: 'Accept-Encoding' }),
    });
    if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send();
    reply.type(type);
    if (!brotli || new Negotiator(request.raw).encoding(['br', 'identity']) !== 'br') return reply.send(body);
    return reply.header('content-encoding', 'br').send(brotli);
  };
}
