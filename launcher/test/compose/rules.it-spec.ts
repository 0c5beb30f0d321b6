import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../src/repository.js';
import { topology } from '../../src/topology.js';
import { composeFile, type ComposeService, sourcesOf, type VolumeMount } from './compose-files.js';

const base = composeFile('docker-compose.yml');
const production = composeFile('compose.prod.yaml');
const realStripe = composeFile('compose.stripe.yaml');
const development = composeFile('compose.dev.yaml');

const ours = topology.map(({ name }) => name);
const services = topology.filter(({ layer }) => layer !== 'external').map(({ name }) => name);
const withDatabase = topology.filter(({ database }) => database).map(({ name }) => name);
/** A developer starts the Stripe CLI manually. */
const containers = Object.entries(base.services).filter(([name]) => name !== 'stripe-cli');
const steps = containers.filter(([, { restart }]) => restart === 'no').map(([name]) => name);

const secretsOf = ({ volumes = [] }: ComposeService): VolumeMount[] =>
  volumes.filter(
    (volume): volume is VolumeMount => typeof volume !== 'string' && volume.source === 'secrets',
  );

/** Every container that must be healthy or have succeeded before this one starts. */
const startsAfter = (name: string): string[] =>
  Object.keys(base.services[name]?.depends_on ?? {}).flatMap((other) => [other, ...startsAfter(other)]);

describe('the step secrets', () => {
  it('has no network, and the one capability of reading the given folder in production only', () => {
    expect(base.services['secrets']).toMatchObject({
      network_mode: 'none',
      environment: { NODE_ENV: 'development' },
    });
    expect(production.services['secrets']).toEqual({
      environment: { NODE_ENV: 'production' },
      cap_add: ['DAC_READ_SEARCH'],
      volumes: [
        {
          type: 'bind',
          source: expect.stringMatching(/^\$\{ORDERWIRE_SECRETS:\?/),
          target: '/given',
          read_only: true,
          bind: { create_host_path: false },
        },
      ],
    });
  });

  it.each(['postgres', 'databases'])('writes files that the group of %s may read', (name) => {
    expect(base.services[name]?.group_add).toEqual(base.services['secrets']?.group_add);
  });
});

describe('every container', () => {
  it.each(containers)('%s writes to its volumes only and has no capabilities', (_name, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
    expect(service.cap_add).toBeUndefined();
  });

  it.each(containers)('%s limits its log size', (_name, { logging }) => {
    expect(logging?.options).toEqual({ 'max-size': expect.any(String), 'max-file': expect.any(String) });
  });

  it.each(containers)(
    '%s receives secrets as files, never in its environment',
    (_name, { environment = {} }) => {
      const secret = /SECRET|PASSWORD|KEY$|DATABASE_URL|NATS_SERVERS/;
      const plain = Object.entries(environment).filter(
        ([name]) => secret.test(name) && !name.endsWith('_FILE'),
      );
      expect(plain).toEqual([]);
    },
  );

  it.each(containers)(
    '%s reads the secrets of its own folder only, after they were written',
    (name, service) => {
      const mounts = secretsOf(service);
      if (name === 'secrets') return expect(mounts).toEqual([]);
      for (const mount of mounts)
        expect(mount).toMatchObject({ target: '/run/secrets', read_only: true, volume: { subpath: name } });
      const files = Object.values(service.environment ?? {}).some((value) =>
        String(value).startsWith('/run/secrets/'),
      );
      expect(mounts).toHaveLength(files || ['postgres', 'databases', 'nats'].includes(name) ? 1 : 0);
      if (mounts.length > 0) expect(startsAfter(name)).toContain('secrets');
    },
  );

  it('and the Stripe CLI keep the Stripe key out of the container description', () => {
    expect(base.services['stripe-cli']?.environment).toBeUndefined();
    expect(readFileSync(join(repositoryRoot, 'docker-compose.yml'), 'utf8')).not.toMatch(
      /\$\{STRIPE_SECRET(:?-|\})/,
    );
  });
});

describe('networks', () => {
  it('of events and of data are internal', () => {
    expect(base.networks).toMatchObject({ bus: { internal: true }, data: { internal: true } });
  });

  it.each(['auth-ms', 'products-ms', 'orders-ms'])(
    '%s is on internal networks only and publishes no port',
    (name) => {
      expect(base.services[name]?.networks).toEqual(['bus', 'data']);
      expect(base.services[name]?.ports).toBeUndefined();
    },
  );

  it('show the page of the mailbox to this machine only, and accept mails of containers only', () => {
    expect(base.services['mailbox']?.ports).toEqual(['127.0.0.1:${MAILBOX_PORT:-3008}:3008']);
  });

  it('name pages by addresses that a browser on this machine reaches', () => {
    const pages = containers.flatMap(([name, { environment = {} }]) =>
      Object.entries(environment).flatMap(([variable, value]) =>
        /^(PUBLIC_URL|STRIPE_(SUCCESS|CANCEL)_URL|SHOP_URL)$/.test(variable)
          ? [[name, variable, String(value)]]
          : [],
      ),
    );
    expect(pages.length).toBeGreaterThan(3);
    for (const page of pages) expect(page[2]).toMatch(/^(\$\{[A-Z_]+:-)?http:\/\/127\.0\.0\.1:/);
  });

  it('separate the gateway from the databases, and sandbox and mailbox from internal networks', () => {
    expect(base.services['client-gateway']?.networks).toEqual(['bus', 'edge']);
    for (const name of ['stripe-sandbox', 'mailbox', 'carrier-sandbox'])
      expect(base.services[name]?.networks).toEqual(['edge']);
    expect(base.services['postgres']?.networks).toEqual(['data']);
    expect(base.services['nats']?.networks).toEqual(['bus']);
  });
});

describe('the start', () => {
  it.each(['postgres', 'nats'])('checks the health of %s', (name) => {
    expect(base.services[name]?.healthcheck?.test?.[0]).toBe('CMD');
  });

  it.each(ours)('uses the health check of the image of %s', (name) => {
    expect(base.services[name]?.healthcheck).toBeUndefined();
  });

  it.each(withDatabase)('of %s waits for its migrations, which wait for roles and databases', (name) => {
    const step = `${name.replace('-ms', '')}-migrate`;
    const done = { condition: 'service_completed_successfully' };
    expect(base.services[name]?.depends_on).toMatchObject({ [step]: done });
    expect(base.services[step]?.depends_on).toEqual({ databases: done });
    expect(base.services['databases']?.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    const made = String(base.services['databases']?.environment?.['SERVICES']).split(' ');
    expect(made).toContain(name.replace('-ms', ''));
  });

  it.each(services)('of %s waits for NATS', (name) => {
    expect(base.services[name]?.depends_on).toMatchObject({ nats: { condition: 'service_healthy' } });
  });

  it.each(ours)('restarts %s after a crash, and stops after repeated failures', (name) => {
    expect(base.services[name]?.restart).toBe('on-failure:5');
    expect(base.services[name]?.stop_grace_period).toBe('30s');
  });

  it.each(steps)('runs %s once', (name) => {
    expect(base.services[name]).toMatchObject({ restart: 'no', healthcheck: { disable: true } });
  });

  it('keeps data in named volumes', () => {
    const names = ['secrets', 'postgres', 'nats', 'stripe-sandbox', 'carrier-sandbox', 'invoices-ms'];
    const kept = [...names, 'prometheus', 'alertmanager', 'tempo'].map(
      (name) => sourcesOf(base.services[name] ?? {})[0],
    );
    expect(kept).toEqual(Object.keys(base.volumes ?? {}));
  });
});

describe('production', () => {
  it.each(services)('limits %s, restarts it after a reboot, and sets NODE_ENV=production', (name) => {
    expect(production.services[name]).toMatchObject({
      restart: 'unless-stopped',
      environment: { NODE_ENV: 'production' },
      deploy: {
        resources: { limits: { cpus: expect.any(String), memory: expect.stringMatching(/^\d+[MG]$/) } },
      },
    });
  });

  it.each(['postgres', 'nats'])('limits %s and restarts it after a reboot', (name) => {
    expect(production.services[name]).toMatchObject({
      restart: 'unless-stopped',
      deploy: { resources: { limits: { memory: expect.any(String) } } },
    });
  });

  it('has no sandbox, no mailbox, no demo data and no additional service', () => {
    for (const name of ['stripe-sandbox', 'mailbox', 'carrier-sandbox', 'demo-accounts', 'demo-catalogue'])
      expect(production.services[name]?.profiles).toEqual(['development']);
    expect(Object.keys(base.services)).toEqual(expect.arrayContaining(Object.keys(production.services)));
  });

  it('uses real Stripe and requires pages of the shop', () => {
    expect(production.services['payments-ms']?.environment).toMatchObject({
      STRIPE_API_URL: '',
      STRIPE_SUCCESS_URL: expect.stringMatching(/^\$\{STRIPE_SUCCESS_URL:\?/),
      STRIPE_CANCEL_URL: expect.stringMatching(/^\$\{STRIPE_CANCEL_URL:\?/),
    });
  });

  it.each([
    ['the gateway', 'client-gateway', 'RATE_LIMIT_'],
    ['orders-ms', 'orders-ms', 'OPEN_ORDERS_PER_'],
  ])('uses the default limits of %s', (_who, service, prefix) => {
    const limits = Object.entries(production.services[service]?.environment ?? {}).filter(([name]) =>
      name.startsWith(prefix),
    );
    expect(limits).toHaveLength(3);
    for (const [name, value] of limits) expect(value).toBe(`\${${name}:-}`);
  });
});

describe('real Stripe', () => {
  it('replaces the sandbox', () => {
    expect(realStripe.services).toEqual({
      secrets: {
        read_only: false,
        secrets: ['stripe_secret', 'stripe_endpoint_secret'].map((name) => ({
          source: name,
          target: `/given/${name}`,
        })),
      },
      'payments-ms': { environment: { STRIPE_API_URL: '' } },
      'stripe-sandbox': { profiles: ['sandbox'] },
    });
  });
});

describe('development', () => {
  it.each(services)('compiles %s from read-only mounted sources', (name) => {
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

  it('use one Node.js version', () => {
    expect(dockerfile).toMatch(/^ARG NODE_IMAGE=node:\d+\.\d+\.\d+-\S+$/m);
    for (const text of stages)
      expect(text).toMatch(/^FROM (\$\{NODE_IMAGE\}|manifests|tools|libraries|build|runtime) AS \w+\n/);
  });

  it('are built in stages, of which the last has neither compilers nor sources', () => {
    const copiesOf = (name: string) => stage(name).match(/^COPY .*/gm);
    expect(stages.at(-1)).toBe('FROM runtime AS service\n');
    expect(copiesOf('runtime')).toEqual(['COPY --from=production /app /app', 'COPY --from=build /out /app']);
    expect(copiesOf('gateway')).toEqual(['COPY --from=storefront /app/storefront/dist /app/storefront/dist']);
  });

  it('install from the lock file only, and production has no development packages', () => {
    expect(dockerfile).not.toMatch(/npm (i|install)\b/);
    expect(stage('tools')).toContain('npm ci ');
    expect(stage('production')).toMatch(/npm ci .*--omit=dev/);
  });

  it.each(['runtime', 'development'])(
    'run as an unprivileged account and have a health check (%s)',
    (name) => {
      const after = stage(name).split(/^USER node$/m);
      expect(after).toHaveLength(2);
      expect(after[1]).toMatch(/^HEALTHCHECK [^]*\/health\/ready[^]*^CMD \[/m);
      expect(after[1]).not.toMatch(/^USER /m);
    },
  );

  it('default to production and contain no secret', () => {
    expect(stage('runtime')).toContain('ENV NODE_ENV=production ');
    expect(dockerfile).not.toMatch(/^(ARG|ENV) .*(SECRET|PASSWORD|TOKEN)/m);
    const ignored = readFileSync(join(repositoryRoot, '.dockerignore'), 'utf8').split('\n');
    expect(ignored.find((line) => line && !line.startsWith('#'))).toBe('*');
    expect(ignored).toEqual(expect.arrayContaining(['**/.env', '**/.orderwire']));
  });
});
