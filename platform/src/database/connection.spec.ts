import { describe, expect, it } from '@jest/globals';
import type { PoolClient } from 'pg';
import { checkNamedStatements, connectionConfig, permanentReason, problemsOf } from './connection.js';

const url = 'postgres://orders:pw@db.example:5432/orders';
const sent = (parameters: string, use: 'queries' | 'migrations' = 'queries') =>
  new URL(String(connectionConfig(`${url}?${parameters}`, use).connectionString)).searchParams;

describe('the parameters of a connection string', () => {
  it.each([
    ['schema=shop', /schema: only "public" works; give the service a database of its own/],
    ['connection_limit=5', /connection_limit: is not supported; set DATABASE_POOL/],
    ['sslaccept=strict', /sslaccept: is not supported; use sslmode=verify-full/],
    ['sslmode=prefer', /sslmode: must be disable, .*no fallback to an unencrypted connection/],
    ['password=hunter2', /^password: is not supported; write it before the @$/],
    ['target_session_attrs=read-write', /target_session_attrs: is not supported; remove it/],
  ])('%s is refused by name, alike for statements and migrations', (parameter, reason) => {
    expect(problemsOf(`${url}?${parameter}`)).toEqual([expect.stringMatching(reason)]);
    for (const use of ['queries', 'migrations'] as const) {
      expect(() => connectionConfig(`${url}?${parameter}`, use)).toThrow(/DATABASE_URL has unsupported/);
      expect(() => connectionConfig(`${url}?${parameter}`, use)).not.toThrow(/hunter2/);
    }
  });

  it('that Prisma or a provider adds are accepted where they have their effect', () => {
    const parameters = 'schema=public&pgbouncer=true&sslmode=require&channel_binding=require';
    expect(problemsOf(`${url}?${parameters}`)).toEqual([]);
    expect(connectionConfig(`${url}?${parameters}`, 'queries')).toMatchObject({ enableChannelBinding: true });
    expect(Object.fromEntries(sent(parameters))).toEqual({
      sslmode: 'verify-full',
      options: expect.stringContaining('-c lock_timeout=3000'),
    });
  });

  it('keep our time-outs, and replace those that they name', () => {
    expect(sent('options=-c%20search_path%3Dpublic').get('options')).toMatch(
      /-c lock_timeout=3000 -c statement_timeout=5000 .* -c search_path=public$/,
    );
    expect(sent('options=-c%20lock_timeout%3D1').get('options')).toMatch(
      /lock_timeout=3000 .*lock_timeout=1$/,
    );
  });

  it('limit no migration', () => {
    const parameters = sent('statement_timeout=9&options=-c%20lock_timeout%3D1', 'migrations');
    expect(Object.fromEntries(parameters)).toEqual({
      options: expect.stringMatching(/^-c lock_timeout=1 -c lock_timeout=0 -c statement_timeout=0 /),
    });
  });
});

describe('a pooler', () => {
  const client = (...codes: string[]) =>
    ({
      query: () => {
        const code = codes.shift();
        return code
          ? Promise.reject(Object.assign(new Error('no'), { code }))
          : Promise.resolve({ rows: [] });
      },
    }) as unknown as PoolClient;

  it.each(['26000', '42P05'])(
    'that loses prepared statements (%s) is refused with the remedy',
    async (code) => {
      await expect(checkNamedStatements(client(), client(code))).rejects.toThrow(
        /max_prepared_statements = 200.*pgbouncer=true/,
      );
      await expect(checkNamedStatements(client(), client())).resolves.toBeUndefined();
    },
  );

  it('that refuses our settings is named with the remedy', () => {
    const error = Object.assign(new Error('unsupported startup parameter: options'), { code: '08P01' });
    expect(permanentReason(error, url)).toMatch(
      /pooler at db\.example:5432 .*ignore_startup_parameters = options.*ALTER ROLE/,
    );
    expect(permanentReason(new Error('the database system is starting up'), url)).toBeUndefined();
  });
});
