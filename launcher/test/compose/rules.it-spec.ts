import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../src/repository.js';
import { topology } from '../../src/topology.js';
import { composeFile } from './compose-files.js';

const base = composeFile('docker-compose.yml');
const production = composeFile('compose.prod.yaml');
const realStripe = composeFile('compose.stripe.yaml');
const development = composeFile('compose.dev.yaml');

const ours = topology.map(({ name }) => name);
const services = ours.filter((name) => name !== 'stripe-sandbox');
const withDatabase = topology.filter(({ database }) => database).map(({ name }) => name);
/** The Stripe CLI is a tool that a developer starts by hand. */
const containers = Object.entries(base.services).filter(([name]) => name !== 'stripe-cli');
const steps = containers.filter(([, { restart }]) => restart === 'no').map(([name]) => name);

describe('every container', () => {
  it.each(containers)(
    '%s writes to no disk but its volumes, and has no rights of its own',
    (_name, service) => {
      expect(service).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
      expect(service.cap_add).toBeUndefined();
    },
  );

  it.each(containers)('%s fills no disk with its log', (_name, { logging }) => {
    expect(logging?.options).toEqual({ 'max-size': expect.any(String), 'max-file': expect.any(String) });
  });

  it.each(containers)('%s gets secrets as files, never in its environment', (_name, { environment = {} }) => {
    const secret = /SECRET|PASSWORD|KEY$|DATABASE_URL|NATS_SERVERS/;
    const plain = Object.entries(environment).filter(
      ([name, value]) => secret.test(name) && !name.endsWith('_FILE') && value !== '${STRIPE_SECRET:+set}',
    );
    expect(plain).toEqual([]);
  });

  it.each(containers)('%s sees only secrets that exist', (_name, { secrets = [] }) => {
    expect(Object.keys(base.secrets ?? {})).toEqual(expect.arrayContaining(secrets));
  });

  it('and the Stripe CLI keep the Stripe key out of their description', () => {
    expect(base.services['stripe-cli']?.environment).toBeUndefined();
    expect(readFileSync(join(repositoryRoot, 'docker-compose.yml'), 'utf8')).not.toMatch(
      /\$\{STRIPE_SECRET(:?-|\})/,
    );
  });
});

describe('networks', () => {
  it('of events and of data have no way out', () => {
    expect(base.networks).toMatchObject({ bus: { internal: true }, data: { internal: true } });
  });

  it.each(['auth-ms', 'products-ms', 'orders-ms'])(
    '%s cannot be reached from outside, nor get out',
    (name) => {
      expect(base.services[name]?.networks).toEqual(['bus', 'data']);
      expect(base.services[name]?.ports).toBeUndefined();
    },
  );

  it('keep the gateway from the databases, and the sandbox from everything inside', () => {
    expect(base.services['client-gateway']?.networks).toEqual(['bus', 'edge']);
    expect(base.services['stripe-sandbox']?.networks).toEqual(['edge']);
    expect(base.services['postgres']?.networks).toEqual(['data']);
    expect(base.services['nats']?.networks).toEqual(['bus']);
  });
});

describe('the start', () => {
  it.each(['postgres', 'nats'])('knows whether %s is healthy', (name) => {
    expect(base.services[name]?.healthcheck?.test?.[0]).toBe('CMD');
  });

  it.each(ours)('asks %s by the health check of its image', (name) => {
    expect(base.services[name]?.healthcheck).toBeUndefined();
  });

  it.each(withDatabase)('of %s waits for its migrations, and they for roles and databases', (name) => {
    const step = `${name.replace('-ms', '')}-migrate`;
    const done = { condition: 'service_completed_successfully' };
    expect(base.services[name]?.depends_on).toMatchObject({ [step]: done });
    expect(base.services[step]?.depends_on).toEqual({ databases: done });
    expect(base.services['databases']?.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    const made = String(base.services['databases']?.environment?.['SERVICES']).split(' ');
    expect(made).toContain(name.replace('-ms', ''));
    expect(base.services['databases']?.secrets).toContain(`${name.replace('-ms', '')}_database_url`);
  });

  it.each(services)('of %s waits for NATS', (name) => {
    expect(base.services[name]?.depends_on).toMatchObject({ nats: { condition: 'service_healthy' } });
  });

  it.each(ours)('makes good a crash of %s, and stops when it fails again and again', (name) => {
    expect(base.services[name]?.restart).toBe('on-failure:5');
    expect(base.services[name]?.stop_grace_period).toBe('30s');
  });

  it.each(steps)('runs %s once', (name) => {
    expect(base.services[name]).toMatchObject({ restart: 'no', healthcheck: { disable: true } });
  });

  it('keeps data in volumes with names', () => {
    const kept = ['postgres', 'nats', 'stripe-sandbox'].map(
      (name) => base.services[name]?.volumes?.[0]?.split(':')[0],
    );
    expect(kept).toEqual(Object.keys(base.volumes ?? {}));
  });
});

describe('production', () => {
  it.each(services)('limits %s, starts it after a reboot, and tells it that it is production', (name) => {
    expect(production.services[name]).toMatchObject({
      restart: 'unless-stopped',
      environment: { NODE_ENV: 'production' },
      deploy: {
        resources: { limits: { cpus: expect.any(String), memory: expect.stringMatching(/^\d+[MG]$/) } },
      },
    });
  });

  it.each(['postgres', 'nats'])('limits %s and starts it after a reboot', (name) => {
    expect(production.services[name]).toMatchObject({
      restart: 'unless-stopped',
      deploy: { resources: { limits: { memory: expect.any(String) } } },
    });
  });

  it('has no sandbox and no demo data, and nothing else than the base has', () => {
    for (const name of ['stripe-sandbox', 'demo-accounts', 'demo-catalogue'])
      expect(production.services[name]?.profiles).toEqual(['development']);
    expect(Object.keys(base.services)).toEqual(expect.arrayContaining(Object.keys(production.services)));
  });

  it('charges at Stripe, and wants the pages of the shop', () => {
    expect(production.services['payments-ms']?.environment).toMatchObject({
      STRIPE_API_URL: '',
      STRIPE_SUCCESS_URL: expect.stringMatching(/^\$\{STRIPE_SUCCESS_URL:\?/),
      STRIPE_CANCEL_URL: expect.stringMatching(/^\$\{STRIPE_CANCEL_URL:\?/),
    });
  });

  it("takes the gateway's own limits unless told otherwise", () => {
    const limits = Object.entries(production.services['client-gateway']?.environment ?? {}).filter(([name]) =>
      name.startsWith('RATE_LIMIT'),
    );
    expect(limits).toHaveLength(3);
    for (const [name, value] of limits) expect(value).toBe(`\${${name}:-}`);
  });
});

describe('the real Stripe', () => {
  it('takes the place of the sandbox', () => {
    expect(realStripe.services).toEqual({
      'payments-ms': { environment: { STRIPE_API_URL: '' } },
      'stripe-sandbox': { profiles: ['sandbox'] },
    });
  });
});

describe('development', () => {
  it.each(services)('compiles %s from the sources on this machine, which it cannot change', (name) => {
    const { build, image, volumes = [] } = development.services[name] ?? {};
    expect({ build, image }).toEqual({ build: { target: 'development' }, image: `orderwire/${name}-dev` });
    for (const folder of ['contracts', 'platform', name])
      expect(volumes).toContain(`./${folder}/src:/sources/${folder}:ro`);
  });
});

describe('the images', () => {
  const dockerfile = readFileSync(join(repositoryRoot, 'Dockerfile'), 'utf8');
  const stages = dockerfile.split(/^(?=FROM )/m).slice(1);
  const stage = (name: string) => stages.find((text) => text.split('\n')[0]?.endsWith(` AS ${name}`)) ?? '';

  it('are of one Node, given by version', () => {
    expect(dockerfile).toMatch(/^ARG NODE_IMAGE=node:\d+\.\d+\.\d+-\S+$/m);
    for (const text of stages)
      expect(text).toMatch(/^FROM (\$\{NODE_IMAGE\}|manifests|tools|libraries|build) AS \w+\n/);
  });

  it('are built in stages: the last has neither compilers nor sources', () => {
    const copies = stage('service').match(/^COPY .*/gm);
    expect(stages.at(-1)).toBe(stage('service'));
    expect(copies).toEqual(['COPY --from=production /app /app', 'COPY --from=build /out /app']);
  });

  it('install from the lock file alone, and production has no development packages', () => {
    expect(dockerfile).not.toMatch(/npm (i|install)\b/);
    expect(stage('tools')).toContain('npm ci ');
    expect(stage('production')).toMatch(/npm ci .*--omit=dev/);
  });

  it.each(['service', 'development'])(
    'run as an account without rights, and say how they feel (%s)',
    (name) => {
      const after = stage(name).split(/^USER node$/m);
      expect(after).toHaveLength(2);
      expect(after[1]).toMatch(/^HEALTHCHECK [^]*\/health\/ready[^]*^CMD \[/m);
      expect(after[1]).not.toMatch(/^USER /m);
    },
  );

  it('are for production unless told otherwise, and hold no secret', () => {
    expect(stage('service')).toContain('ENV NODE_ENV=production ');
    expect(dockerfile).not.toMatch(/^(ARG|ENV) .*(SECRET|PASSWORD|TOKEN)/m);
    const ignored = readFileSync(join(repositoryRoot, '.dockerignore'), 'utf8').split('\n');
    expect(ignored.find((line) => line && !line.startsWith('#'))).toBe('*');
    expect(ignored).toEqual(expect.arrayContaining(['**/.env', '**/.orderwire']));
  });
});
