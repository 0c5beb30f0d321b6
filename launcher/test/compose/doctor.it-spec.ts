import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkCompose } from '../../src/doctor/check-compose.js';
import { publishedPortVariables } from '../../src/doctor/check-ports.js';
import type { StripeSources } from '../../src/doctor/check-webhook.js';
import { PortAllocator } from '../../src/ports.js';
import { repositoryRoot } from '../../src/repository.js';

const keys = {
  stripe_secret: 'sk_test_51Habc9KqLm2q83vASNFZ4mrze8B',
  stripe_endpoint_secret: 'whsec_q83vASNFZ4mrze8BI0VniavN7wEj',
};

describe('the doctor with --target compose', () => {
  let root: string;
  let ports: string[];
  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'orderwire-doctor-'));
    copyFileSync(join(repositoryRoot, '.env.template'), join(root, '.env.template'));
    mkdirSync(join(root, 'secrets'));
    docker('echo 28.0.1');
    const free = new PortAllocator();
    ports = [];
    for (const name of publishedPortVariables) ports.push(`${name}=${await free.allocate()}`);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const docker = (version: string, containers = '', log = '') => {
    const logs = `elif [ "$1" = logs ]; then printf '${log}'; elif [ "$1" = inspect ]; then echo "$4"`;
    const ps = `if [ "$1" = compose ]; then echo 2.40.0; elif [ "$1" = ps ]; then printf '${containers}'; ${logs}`;
    writeFileSync(join(root, 'docker'), `#!/bin/sh\n${ps}; else ${version}; fi\n`, { mode: 0o755 });
  };
  const env = (...lines: string[]) => {
    const pages = ['STRIPE_SUCCESS_URL=https://shop.example/a', 'STRIPE_CANCEL_URL=https://shop.example/b'];
    const made = ['COMPOSE_PROJECT_NAME=orderwire-doctor', 'ORDERWIRE_SECRETS=./secrets', ...ports, ...pages];
    writeFileSync(join(root, '.env'), [...made, ...lines].join('\n'));
    for (const [name, value] of Object.entries(keys))
      writeFileSync(join(root, 'secrets', name), `${value}\n`);
  };
  const unavailable: StripeSources = { cliSecret: async () => undefined, endpoints: async () => undefined };
  const problems = async (sources = unavailable) => {
    const findings = await checkCompose(root, join(root, 'docker'), sources);
    return findings.filter(({ level }) => level === 'problem').map(({ text }) => text);
  };
  const withKeys = (secret = keys.stripe_secret) => [
    'COMPOSE_FILE=docker-compose.yml:compose.stripe.yaml',
    `STRIPE_SECRET=${secret}`,
    `STRIPE_ENDPOINT_SECRET=${keys.stripe_endpoint_secret}`,
  ];

  it('reports only the missing containers of a valid setup', async () => {
    env();
    expect(await problems()).toEqual([
      'the composed system has no containers',
      expect.stringMatching(/^client-gateway at .* is not ready/),
      expect.stringMatching(/^payments-ms at .* is not ready/),
    ]);
  });

  it('lists the containers of the project that .env names', async () => {
    env();
    docker('echo 28.0.1', 'orders-ms\\tExited (1) 3 seconds ago\\n');
    expect(await problems()).toContain('orders-ms: Exited (1) 3 seconds ago');
  });

  it('needs no .env, and reports a stopped Docker', async () => {
    docker('exit 1');
    // Without .env the default ports count, which a running system may use.
    const others = (await problems()).filter((text) => !text.startsWith('port '));
    expect(others).toEqual(['Docker is installed but not running']);
  });

  it.each([
    ['SESSION_MINUTE=30', 'SESSION_MINUTE is not a known variable'],
    ['STREAM_LIMITS=5', 'STREAM_LIMITS is not a known variable'],
    ['COMPOSE_PROJECT_NAM=x', 'COMPOSE_PROJECT_NAM is not a known variable'],
    ['LOG_LEVEL=loud', 'LOG_LEVEL must be one of'],
    ['CLIENT_GATEWAY_PORT=three', 'CLIENT_GATEWAY_PORT=three is not a port'],
    ['STRIPE_SECRET=sk_test_...', 'STRIPE_SECRET must be a secret key'],
    ['STRIPE_SECRET=sk_test_51Habc', 'STRIPE_SECRET is set, but COMPOSE_FILE selects the sandbox'],
  ])('reports %s in .env', async (line, text) => {
    env(line);
    expect(await problems()).toContainEqual(expect.stringContaining(text));
  });

  it('knows every variable of the template', async () => {
    const template = join(repositoryRoot, '.env.template');
    copyFileSync(template, join(root, '.env'));
    for (const [name, value] of Object.entries(keys)) writeFileSync(join(root, 'secrets', name), value);
    expect((await problems()).filter((text) => text.includes('not a known variable'))).toEqual([]);
  });

  it('checks the Stripe keys that the containers use', async () => {
    env(...withKeys());
    const elsewhere = { cliSecret: async () => 'whsec_other', endpoints: async () => [] };
    expect(await problems(elsewhere)).toContainEqual(
      expect.stringMatching(/^STRIPE_ENDPOINT_SECRET belongs to another endpoint/),
    );
    env(...withKeys('sk_test_xxxxxxxx'));
    expect(await problems()).toContainEqual(expect.stringMatching(/^STRIPE_SECRET is a placeholder/));
  });

  it('checks the Stripe keys among the secrets of production', async () => {
    const files = 'COMPOSE_FILE=docker-compose.yml:compose.prod.yaml';
    env(files);
    writeFileSync(join(root, 'secrets', 'stripe_secret'), 'sk_test_xxxxxxxx');
    expect(await problems()).toContainEqual(expect.stringMatching(/^STRIPE_SECRET is a placeholder/));
    rmSync(join(root, 'secrets', 'stripe_secret'));
    expect(await problems()).toContainEqual(expect.stringMatching(/stripe_secret cannot be read \(ENOENT\)/));
    env(files, 'ORDERWIRE_SECRETS=');
    expect(await problems()).toContainEqual('ORDERWIRE_SECRETS is not set');
  });

  it('reports signatures that payments-ms rejected in its container', async () => {
    env(...withKeys());
    const refused = '{"reason":"No signatures found","msg":"a webhook request was refused"}\\n';
    docker('echo 28.0.1', 'payments-ms\\tUp 5 minutes (healthy)\\t0a1b\\n', refused);
    expect(await problems()).toContainEqual(expect.stringMatching(/^payments-ms rejected 1 webhooks/));
  });

  it('requires pages of the shop in production', async () => {
    env(
      'COMPOSE_FILE=docker-compose.yml:compose.prod.yaml',
      'STRIPE_CANCEL_URL=http://127.0.0.1:3003/cancel',
    );
    expect(await problems()).toContainEqual(
      expect.stringMatching(/^STRIPE_CANCEL_URL is a loopback address/),
    );
  });
});
