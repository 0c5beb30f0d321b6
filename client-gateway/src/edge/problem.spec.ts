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
    ['too_large', 413],
    ['unprocessable', 422],
    ['too_many', 429],
    ['internal', 500],
    ['unavailable', 503],
    ['timeout', 504],
  ])('of kind %s has status %i', (kind, status) => {
    expect(statusOfKind[kind]).toBe(status);
    expect(problem(new Fault(kind, 'x.y', 'No.')).status).toBe(status);
  });

  it('lists all violations under "errors"', () => {
    const errors = [{ path: 'items', message: 'is missing' }];
    expect(problem(InvalidMessage({ errors }))).toMatchObject({ code: 'invalid_message', errors });
    expect(problem(InvalidMessage({ errors }))).not.toHaveProperty('details');
  });

  it('has the words of Stripe only for staff', () => {
    const fault = new Fault('invalid', 'x.y', 'No.', { orderId: 'o', stripe: { message: 'Their words' } });
    expect(problem(fault).details).toEqual({ orderId: 'o' });
    expect(toProblem(fault, '/', 'c-1', true).details).toEqual(fault.details);
  });

  it('has a retry delay, also when the fault has none', () => {
    expect(problem(ServiceUnavailable({ retryAfterMs: 20 })).retryAfterMs).toBe(20);
    expect(problem(ServiceUnavailable()).retryAfterMs).toBe(1_000);
    expect(problem(ServiceUnavailable({ retryAfterMs: 'soon' })).retryAfterMs).toBe(1_000);
  });

  it('reveals nothing about internal errors', () => {
    expect(problem(new Error('secret'))).toMatchObject({ status: 500, code: 'internal' });
    expect(JSON.stringify(problem(new Error('secret')))).not.toContain('secret');
    expect(problem(MalformedReply({ subject: 'orders.get' }))).not.toHaveProperty('details');
  });

  it('has the status and code of an HTTP problem', () => {
    expect(problem(new HttpProblem(METHOD_NOT_ALLOWED))).toMatchObject({
      status: 405,
      code: 'http.method_not_allowed',
    });
  });
});

describe('an error of the HTTP server', () => {
  const fastifyError = (statusCode: number) =>
    Object.assign(new Error('x'), { code: 'FST_ERR_X', statusCode });

  it('becomes an HTTP problem below status 500 only', () => {
    expect(toHttpProblem(fastifyError(413))).toMatchObject({ status: 413, code: 'http.body_too_large' });
    expect(toHttpProblem(fastifyError(418))).toMatchObject({ status: 418, code: 'http.418' });
    expect(toHttpProblem(fastifyError(500))).not.toBeInstanceOf(HttpProblem);
  });

  it('is recognised by its FST_ code, not by its status', () => {
    const other = Object.assign(new Error('x'), { code: 'ECONNREFUSED', statusCode: 404 });
    expect(toHttpProblem(other)).toBe(other);
  });
});
