import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../../src/repository.js';

const urlOf = (service: string) => `postgres://${service}_ms:pw-of-${service}@postgres:5432/${service}`;

describe('the step that creates databases and roles', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'orderwire-databases-'));
    mkdirSync(join(root, 'secrets'));
    secret('postgres_password', 'superuser');
    for (const service of ['auth', 'orders']) secret(`${service}_database_url`, urlOf(service));
    psql('cat >>"$0.input"; echo "$@" >>"$0.arguments"');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const secret = (name: string, value: string) => writeFileSync(join(root, 'secrets', name), `${value}\n`);
  /** A fake psql. */
  const psql = (script: string) =>
    writeFileSync(join(root, 'psql'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const read = (name: string) => readFileSync(join(root, name), { encoding: 'utf8', flag: 'a+' });
  const run = () => {
    const script = join(repositoryRoot, 'deploy', 'postgres', 'databases.sh');
    const env = {
      PATH: `${root}:${process.env.PATH ?? ''}`,
      SECRETS: join(root, 'secrets'),
      SERVICES: 'auth orders',
    };
    return spawnSync('bash', [script], { env, encoding: 'utf8' });
  };

  it('gives every service its own database and role without printing passwords', () => {
    const { status, stdout, stderr } = run();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toBe('database auth, owned by auth_ms\ndatabase orders, owned by orders_ms\n');
    const input = read('psql.input');
    for (const service of ['auth', 'orders'])
      expect(input).toContain(`\\set role ${service}_ms\n\\set database ${service}\n`);
    expect(input.match(/REVOKE ALL ON DATABASE :"database" FROM PUBLIC/g)).toHaveLength(2);
    expect(`${read('psql.arguments')}${stdout}`).not.toContain('pw-of');
  });

  it('creates nothing that exists, because every start runs it', () => {
    run();
    const bare = read('psql.input').match(/^CREATE .*/gm);
    expect(bare).toBeNull();
  });

  it.each([
    ['a URL with an @ in its password', 'auth', 'postgres://auth_ms:p@ss@postgres/auth', /must be postgres:/],
    ['an empty file', 'auth', '', /is missing or empty; the step secrets creates it/],
    [
      "another service's role",
      'orders',
      'postgres://auth_ms:x@postgres/orders',
      /is used by another service/,
    ],
    [
      "another service's database",
      'orders',
      'postgres://orders_ms:x@postgres/auth',
      /is used by another service/,
    ],
    ['the superuser', 'orders', 'postgres://postgres:x@postgres/orders', /is used by another service/],
  ])('creates nothing and names the file for %s', (_what, service, url, words) => {
    secret(`${service}_database_url`, url);
    const { status, stderr } = run();
    expect(status).toBe(1);
    expect(stderr).toMatch(words);
    expect(stderr).toMatch(new RegExp(`^${service}_database_url: [^\n]+\n$`));
    expect(stderr).not.toContain('p@ss');
    expect(read('psql.input')).toBe('');
  });

  it('reports a superuser password that differs from that of the data volume', () => {
    psql('echo "psql: error: FATAL:  password authentication failed for user \\"postgres\\"" >&2; exit 2');
    const { status, stderr } = run();
    expect(status).toBe(1);
    expect(stderr).toContain('postgres_password is not the password that the data volume was created with');
  });
});
