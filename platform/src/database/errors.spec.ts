import { describe, expect, it } from '@jest/globals';
import { isConnectionError, isDatabaseUnavailable } from './errors.js';

const error = (fields: object, message = 'x') => Object.assign(new Error(message), fields);

/** A PostgreSQL error that Prisma does not map. */
const passedOn = (sqlState: string) =>
  error(
    { code: 'P2039' },
    `Invalid \`prisma.order.findMany()\` invocation: Database error. Code: \`${sqlState}\`. Message: \`x\``,
  );

describe('a database error', () => {
  it.each([
    ['a refused connection', error({ code: 'ECONNREFUSED' })],
    ['a server that stops', error({ code: '57P01' })],
    ['a lost connection', error({}, 'Connection terminated unexpectedly')],
    ['a full disk', error({ code: '53100' })],
    ['memory that is used up', error({ code: '53200' })],
    ['a lock that another transaction holds', error({ code: '55P03' })],
    ['a statement over its time limit', error({ code: '57014' })],
    ['a standby that takes no writes', error({ code: '25006' })],
    ['a full disk behind Prisma', passedOn('53100')],
    ['a server that stops, behind Prisma', passedOn('57P01')],
    ['a database that Prisma cannot reach', error({ code: 'P1001' })],
  ])('means that the database is unavailable: %s', (_name, failure) => {
    expect(isDatabaseUnavailable(failure)).toBe(true);
  });

  it.each([
    ['a broken rule', error({ code: '23505' })],
    ['a mistake in SQL', error({ code: '42601' })],
    ['a mistake behind Prisma', passedOn('42P01')],
    ['anything else', error({})],
    ['no error at all', undefined],
  ])('does not mean that the database is unavailable: %s', (_name, failure) => {
    expect(isDatabaseUnavailable(failure)).toBe(false);
  });

  it('of a full disk is not a connection error, so that it counts as an attempt at an event', () => {
    expect(isConnectionError(error({ code: '53100' }))).toBe(false);
    expect(isConnectionError(passedOn('57P01'))).toBe(true);
  });

  it('of a read-only server ends its connection: the next one may lead to the new primary', () => {
    expect(isConnectionError(passedOn('25006'))).toBe(true);
  });
});
