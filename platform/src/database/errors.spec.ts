import { describe, expect, it } from '@jest/globals';
import { isConnectionError, isUnavailable } from './errors.js';

const error = (fields: object, message = 'x') => Object.assign(new Error(message), fields);

/** As Prisma gives an error of PostgreSQL's that it has no name for. */
const passedOn = (sqlState: string) =>
  error(
    { code: 'P2039' },
    `Invalid \`prisma.order.findMany()\` invocation: Database error. Code: \`${sqlState}\`. Message: \`x\``,
  );

describe('an error of the database', () => {
  it.each([
    ['a refused connection', error({ code: 'ECONNREFUSED' })],
    ['a server that stops', error({ code: '57P01' })],
    ['a lost connection', error({}, 'Connection terminated unexpectedly')],
    ['a full disk', error({ code: '53100' })],
    ['memory that is used up', error({ code: '53200' })],
    ['a full disk behind Prisma', passedOn('53100')],
    ['a server that stops, behind Prisma', passedOn('57P01')],
    ['a database that Prisma cannot reach', error({ code: 'P1001' })],
  ])('says "try again later": %s', (_name, failure) => {
    expect(isUnavailable(failure)).toBe(true);
  });

  it.each([
    ['a broken rule', error({ code: '23505' })],
    ['a mistake in SQL', error({ code: '42601' })],
    ['a mistake behind Prisma', passedOn('42P01')],
    ['anything else', error({})],
    ['no error at all', undefined],
  ])('says nothing of the kind: %s', (_name, failure) => {
    expect(isUnavailable(failure)).toBe(false);
  });

  it('of a full disk is not taken for a lost connection: an event is not held up for ever by it', () => {
    expect(isConnectionError(error({ code: '53100' }))).toBe(false);
    expect(isConnectionError(passedOn('57P01'))).toBe(true);
  });
});
