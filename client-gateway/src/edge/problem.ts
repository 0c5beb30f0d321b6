import { STATUS_CODES } from 'node:http';
import { Fault, type FaultKind, guest, hasStaffAccess, Internal, TokenInvalid } from '@orderwire/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pathOf } from './access-log.js';
import { HttpProblem } from './http-problem.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The code of the problem response; null without one. */
    problemCode: string | null;
  }
}

/** An error as clients see it: RFC 9457 with extension members. */
export interface Problem {
  /** `urn:orderwire:problem:<code>`: the same for every problem of one code. */
  type: string;
  /** The reason phrase of the status. */
  title: string;
  status: number;
  /** For people. */
  detail: string;
  /** For programs to match on. */
  code: string;
  /** The path of the request. */
  instance: string;
  /** Identifies the request in the logs of all services. */
  correlationId: string;
  /** All violations of the request's contract. */
  errors?: unknown;
  /** When to retry, in milliseconds from now. */
  retryAfterMs?: number;
  /** The details that the fault declares. */
  details?: Readonly<Record<string, unknown>>;
}

/** HTTP status per kind of fault. */
export const statusOfKind: Readonly<Record<FaultKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  too_large: 413,
  unprocessable: 422,
  too_many: 429,
  internal: 500,
  unavailable: 503,
  timeout: 504,
};

/** Used when the fault does not carry a delay. */
const DEFAULT_RETRY_AFTER_MS = 1_000;

/** Unexpected errors become `internal` and reveal nothing. Only staff see the words of Stripe. */
export function toProblem(
  error: unknown,
  instance: string,
  correlationId: string,
  forStaff = false,
): Problem {
  if (error instanceof HttpProblem)
    return base(error.status, error.code, error.detail, instance, correlationId);
  const fault = error instanceof Fault ? error : Internal();
  const { errors, retryAfterMs, stripe, ...rest } = fault.kind === 'internal' ? {} : (fault.details ?? {});
  const details = forStaff && stripe !== undefined ? { ...rest, stripe } : rest;
  const problem = base(statusOfKind[fault.kind], fault.code, fault.message, instance, correlationId);
  if (errors !== undefined) problem.errors = errors;
  if (fault.kind === 'unavailable' || fault.kind === 'too_many')
    problem.retryAfterMs = isDelay(retryAfterMs) ? retryAfterMs : DEFAULT_RETRY_AFTER_MS;
  if (Object.keys(details).length > 0) problem.details = details;
  return problem;
}

/** Sends an error as a problem, with the response headers that HTTP requires for its status. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: unknown): void {
  const forStaff = hasStaffAccess(request.requestContext?.actor ?? guest);
  const problem = toProblem(error, pathOf(request.url), request.id, forStaff);
  request.problemCode = problem.code;
  reply.code(problem.status).header('content-type', 'application/problem+json; charset=utf-8');
  reply.header('x-request-id', request.id).header('cache-control', 'no-store');
  if (error instanceof HttpProblem) reply.headers(error.headers);
  if (problem.status === 401) reply.header('www-authenticate', challengeOf(problem.code));
  if (problem.retryAfterMs !== undefined)
    reply.header('retry-after', String(Math.max(1, Math.ceil(problem.retryAfterMs / 1_000))));
  reply.send(JSON.stringify(problem));
}

/** RFC 6750 distinguishes an invalid token from a missing one. */
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
