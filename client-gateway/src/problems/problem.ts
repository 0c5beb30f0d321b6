import { STATUS_CODES } from 'node:http';
import { Fault, Internal, TokenInvalid } from '@orderwire/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pathOf } from '../http/access-log.js';
import { Refusal } from './refusals.js';
import { statusOfKind } from './status-of-kind.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The code of the problem this request was answered with; null when it was answered well. */
    problemCode: string | null;
  }
}

/** An error as clients see it: RFC 9457 with our own members. */
export interface Problem {
  /** `urn:orderwire:problem:<code>`: the same for every problem of one code. */
  type: string;
  /** The status in words. */
  title: string;
  status: number;
  /** What went wrong, for people. */
  detail: string;
  /** What programs match on. */
  code: string;
  /** The path that was asked. */
  instance: string;
  /** Finds the request in every service's log. */
  correlationId: string;
  /** Every broken rule of a request that breaks its contract. */
  errors?: unknown;
  /** When trying again makes sense, in milliseconds from now. */
  retryAfterMs?: number;
  /** What the fault's declaration says it carries. */
  details?: Readonly<Record<string, unknown>>;
}

/** How soon to try again when the fault does not say. */
const RETRY_AFTER_MS = 1_000;

/** The problem an error becomes; anything unexpected becomes `internal` and says nothing of itself. */
export function problemOf(error: unknown, instance: string, correlationId: string): Problem {
  if (error instanceof Refusal) return base(error.status, error.code, error.detail, instance, correlationId);
  const fault = error instanceof Fault ? error : Internal();
  const { errors, retryAfterMs, ...details } = fault.kind === 'internal' ? {} : (fault.details ?? {});
  const problem = base(statusOfKind[fault.kind], fault.code, fault.message, instance, correlationId);
  if (errors !== undefined) problem.errors = errors;
  if (fault.kind === 'unavailable' || fault.kind === 'too_many')
    problem.retryAfterMs = isDelay(retryAfterMs) ? retryAfterMs : RETRY_AFTER_MS;
  if (Object.keys(details).length > 0) problem.details = details;
  return problem;
}

/** Sends an error as a problem, with the headers HTTP asks for beside it. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: unknown): void {
  const problem = problemOf(error, pathOf(request.url), request.id);
  request.problemCode = problem.code;
  reply.code(problem.status).header('content-type', 'application/problem+json; charset=utf-8');
  reply.header('x-request-id', request.id).header('cache-control', 'no-store');
  if (error instanceof Refusal) reply.headers(error.headers);
  if (problem.status === 401) reply.header('www-authenticate', challengeOf(problem.code));
  if (problem.retryAfterMs !== undefined)
    reply.header('retry-after', String(Math.max(1, Math.ceil(problem.retryAfterMs / 1_000))));
  reply.send(JSON.stringify(problem));
}

/** RFC 6750: a token that was sent and proves nothing is told from none at all. */
const challengeOf = (code: string): string =>
  code === TokenInvalid.code ? 'Bearer error="invalid_token"' : 'Bearer';

const isDelay = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0;

function base(
  status: number,
  code: string,
  detail: string,
  instance: string,
  correlationId: string,
): Problem {
  const title = STATUS_CODES[status] ?? 'Error';
  return { type: `urn:orderwire:problem:${code}`, title, status, detail, code, instance, correlationId };
}
