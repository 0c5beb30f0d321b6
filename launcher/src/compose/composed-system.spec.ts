import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composedSystem } from './composed-system.js';

describe('the composed system', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'orderwire-composed-'));
    mkdirSync(join(root, 'secrets'));
    writeFileSync(join(root, 'secrets', 'stripe_secret'), 'sk_test_sandbox\n');
    writeFileSync(join(root, 'secrets', 'stripe_endpoint_secret'), 'whsec_sandbox\n');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const env = (...lines: string[]) =>
    writeFileSync(join(root, '.env'), ['ORDERWIRE_SECRETS=./secrets', ...lines].join('\n'));

  it('uses the ports in .env, and the default ports otherwise', () => {
    env('CLIENT_GATEWAY_PORT=4000');
    expect(composedSystem(root)).toMatchObject({
      project: 'orderwire',
      gateway: 'http://127.0.0.1:4000',
      payments: 'http://127.0.0.1:3003',
      sandbox: {
        url: 'http://127.0.0.1:3004',
        secret: 'sk_test_sandbox',
        endpointSecret: 'whsec_sandbox',
      },
    });
  });

  it('has demo accounts for every role, and none in production', () => {
    env();
    expect(Object.keys(composedSystem(root).demo)).toEqual(['customer', 'staff', 'admin']);
    env('COMPOSE_FILE=docker-compose.yml:compose.stripe.yaml:compose.prod.yaml');
    expect(composedSystem(root).demo).toEqual({});
  });

  it.each(['docker-compose.yml:compose.stripe.yaml', 'docker-compose.yml:compose.prod.yaml'])(
    'has no sandbox with real Stripe: %s',
    (files) => {
      env(`COMPOSE_FILE=${files}`);
      expect(composedSystem(root).sandbox).toBeUndefined();
    },
  );

  it('reads the secrets from the folder that .env names', () => {
    writeFileSync(join(root, '.env'), `ORDERWIRE_SECRETS=${join(root, 'secrets')}\n`);
    expect(composedSystem(root).sandbox?.secret).toBe('sk_test_sandbox');
  });

  it('uses the project name in .env', () => {
    env('COMPOSE_PROJECT_NAME=second');
    expect(composedSystem(root).project).toBe('second');
  });

  it('names the command to run before the setup', () => {
    expect(() => composedSystem(root)).toThrow('npm run compose:env');
  });

  it.each(['stripe_secret', 'stripe_endpoint_secret'])(
    'names the command to run when %s is missing',
    (name) => {
      env();
      rmSync(join(root, 'secrets', name));
      expect(() => composedSystem(root)).toThrow(`${name} is missing: npm run compose:env creates it`);
      mkdirSync(join(root, 'secrets', name));
      expect(() => composedSystem(root)).toThrow(`${name} cannot be read (EISDIR)`);
    },
  );
});
