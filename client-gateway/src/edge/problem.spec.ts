import { describe, expect, it } from '@jest/globals';
import {
  Fault,
  type FaultKind,
  InvalidMessage,
  MalformedReply,
  ServiceUnavailable,
} from '@orderwire/contracts';
import { toProblem } from './problem.js';
import { METHOD_NOT_ALLOWED, HttpProblem, toHttpProblem } from './http-problem.js';
import { statusOfKind } from './problem.js';

const problem = (error: unknown) => toProblem(error, '/api/v1/orders', 'c-1');

describe('a problem', () => {
  it.each<[FaultKind, number]>([
    ['invalid', 400],
    ['unauthenticated', 401],
    ['forbidden', 403],
    ['not_found', 404],
    ['conflict', 409],
    ['gone', 410],
    ['unprocessable', 422],
    ['too_many', 429],
    ['internal', 500],
    ['unavailable', 503],
    ['timeout', 504],
  ])('of kind %s has the status %i', (kind, status) => {
    expect(statusOfKind[kind]).toBe(status);
    expect(problem(new Fault(kind, 'x.y', 'No.')).status).toBe(status);
  });

  it('lists every broken rule under "errors"', () => {
    const errors = [{ path: 'items', message: 'is missing' }];
    expect(problem(InvalidMessage({ errors }))).toMatchObject({ code: 'invalid_message', errors });
    expect(problem(InvalidMessage({ errors }))).not.toHaveProperty('details');
  });

  it('says when to try again, also when the fault does not', () => {
    expect(problem(ServiceUnavailable({ retryAfterMs: 20 })).retryAfterMs).toBe(20);
    expect(problem(ServiceUnavailable()).retryAfterMs).toBe(1_000);
    expect(problem(ServiceUnavailable({ retryAfterMs: 'soon' })).retryAfterMs).toBe(1_000);
  });

  it('says nothing of what went wrong inside', () => {
    expect(problem(new Error('secret'))).toMatchObject({ status: 500, code: 'internal' });
    expect(JSON.stringify(problem(new Error('secret')))).not.toContain('secret');
    expect(problem(MalformedReply({ subject: 'orders.get' }))).not.toHaveProperty('details');
  });

  it('carries a refusal of HTTP with its own status and code', () => {
    expect(problem(new HttpProblem(METHOD_NOT_ALLOWED))).toMatchObject({
      status: 405,
      code: 'http.method_not_allowed',
    });
  });
});

describe('an error of the HTTP server', () => {
  const fastifyError = (statusCode: number) =>
    Object.assign(new Error('x'), { code: 'FST_ERR_X', statusCode });

  it("is the client's doing below 500 and ours from there", () => {
    expect(toHttpProblem(fastifyError(413))).toMatchObject({ status: 413, code: 'http.body_too_large' });
    expect(toHttpProblem(fastifyError(418))).toMatchObject({ status: 418, code: 'http.418' });
    expect(toHttpProblem(fastifyError(500))).not.toBeInstanceOf(HttpProblem);
  });

  it('is not taken from errors that only look like one', () => {
    const stranger = Object.assign(new Error('x'), { code: 'ECONNREFUSED', statusCode: 404 });
    expect(toHttpProblem(stranger)).toBe(stranger);
  });
});
