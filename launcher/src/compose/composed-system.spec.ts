import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composedAddresses, composedSystem } from './composed-system.js';

describe('the composed system', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'orderwire-composed-'));
    docker(`echo "$@" >>"$0.arguments"; if [ "$1" = ps ]; then echo 0a1b; else echo "$4"; fi`);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const env = (...lines: string[]) => writeFileSync(join(root, '.env'), lines.join('\n'));
  const docker = (script: string) =>
    writeFileSync(join(root, 'docker'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const system = () => composedSystem(root, join(root, 'docker'));

  it('has default addresses without .env, and the keys of the sandbox from its container', () => {
    expect(system()).toMatchObject({
      project: 'orderwire',
      gateway: 'http://127.0.0.1:3000',
      payments: 'http://127.0.0.1:3003',
      mailbox: 'http://127.0.0.1:3008',
      sandbox: {
        url: 'http://127.0.0.1:3004',
        secret: '/run/secrets/stripe_secret',
        endpointSecret: '/run/secrets/stripe_endpoint_secret',
      },
    });
    expect(readFileSync(join(root, 'docker.arguments'), 'utf8')).toMatch(
      /^ps --quiet .*project=orderwire .*service=stripe-sandbox\nexec 0a1b cat /,
    );
  });

  it('uses the ports and the project name in .env', () => {
    env('CLIENT_GATEWAY_PORT=4000', 'STRIPE_SANDBOX_PORT=4004', 'COMPOSE_PROJECT_NAME=second');
    expect(system()).toMatchObject({
      project: 'second',
      gateway: 'http://127.0.0.1:4000',
      sandbox: { url: 'http://127.0.0.1:4004' },
    });
  });

  it('has demo accounts for every role and a mailbox, and neither in production', () => {
    expect(Object.keys(system().demo)).toEqual(['customer', 'staff', 'admin']);
    env('COMPOSE_FILE=docker-compose.yml:compose.prod.yaml');
    expect(system().demo).toEqual({});
    expect(system().mailbox).toBeUndefined();
  });

  it.each(['docker-compose.yml:compose.stripe.yaml', 'docker-compose.yml:compose.prod.yaml'])(
    'has no sandbox with real Stripe: %s',
    (files) => {
      env(`COMPOSE_FILE=${files}`);
      expect(system().sandbox).toBeUndefined();
    },
  );

  it('names the command to run while the sandbox does not run or Docker does not answer', () => {
    docker('exit 0');
    expect(system).toThrow('stripe-sandbox of the project orderwire does not run: docker compose up --build');
    docker('echo "Cannot connect to the Docker daemon" >&2; exit 1');
    expect(system).toThrow('(Cannot connect to the Docker daemon): npm run doctor -- --target compose');
    expect(composedAddresses(root)).toMatchObject({ gateway: 'http://127.0.0.1:3000' });
  });
});
