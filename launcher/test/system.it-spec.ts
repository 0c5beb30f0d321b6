import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { readSecrets } from '../src/secrets.js';
import type { EmbeddedSystem } from '../src/system/embedded-system.js';
import { startSystem } from '../src/system/start-system.js';
import { filesIn, readState } from '../src/system/state-file.js';
import type { SupervisorEvent } from '../src/system/supervisor.js';
import type { ServiceDefinition } from '../src/topology.js';

const folder = fileURLToPath(new URL('fixtures/fake-service', import.meta.url));
const fake = { folder, entry: 'main.mjs', layer: 'core' } as const;
const topology: ServiceDefinition[] = [
  {
    name: 'alpha',
    ...fake,
    port: { preferred: 0, variable: 'ALPHA_PORT' },
    database: { name: 'alpha', role: 'alpha_role' },
    keys: ['SERVICE_KEY', 'AUTH_KEY_SECRET'],
    demoAccounts: 'demo.mjs',
  },
  {
    name: 'beta',
    ...fake,
    port: { preferred: 0, variable: 'BETA_PORT' },
    database: { name: 'beta', role: 'beta_role' },
    environment: ({ urls }) => ({ ALPHA_URL: urls['alpha'] ?? '' }),
  },
];

async function environmentOf(url: string): Promise<Record<string, string>> {
  return (await (await fetch(`${url}/env`)).json()) as Record<string, string>;
}

async function connects(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  return client.connect().then(
    () => client.end().then(() => true),
    () => false,
  );
}

describe('startSystem', () => {
  let dataDir: string;
  let system: EmbeddedSystem;
  const events: SupervisorEvent[] = [];
  const listeners = new Set<() => void>();
  const onEvent = (event: SupervisorEvent) => {
    events.push(event);
    for (const listener of listeners) listener();
  };
  const until = (kind: SupervisorEvent['kind'], name: string) =>
    new Promise<SupervisorEvent>((resolve) => {
      const check = () => {
        const found = events.find((event) => event.kind === kind && event.name === name);
        if (found) resolve(found);
      };
      listeners.add(check);
      check();
    });
  const options = () => ({
    dataDir,
    topology,
    durable: false,
    replicas: { beta: 2 },
    backoff: { firstMs: 20, longestMs: 100 },
    environment: {
      PATH: process.env.PATH ?? '',
      EXTRA: 'kept',
      STRIPE_SECRET: 'not inherited',
      PORT: '1',
      METRICS_PORT: '1',
      AUTH_KEY_SECRET: 'set by the user',
    },
    onEvent,
  });

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'orderwire system '));
    system = await startSystem(options());
  });
  afterAll(async () => {
    await system.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('gives each service its own address and database, NATS and the URLs of other services', async () => {
    const { url } = system.replicasOf('beta')[0] ?? { url: '' };
    const environment = await environmentOf(url);
    expect(environment).toMatchObject({
      PORT: new URL(url).port,
      HOST: '127.0.0.1',
      EXTRA: 'kept',
      DATABASE_URL: system.state.services['beta']?.databaseUrl,
      NATS_SERVERS: system.state.urls.nats,
      ALPHA_URL: system.replicasOf('alpha')[0]?.url,
    });
    expect(environment['STRIPE_SECRET']).toBeUndefined();
  });

  it('gives a service only the keys that it declares; a key set by the user takes precedence', async () => {
    const secrets = readSecrets(filesIn(dataDir).secrets);
    const alpha = await environmentOf(system.replicasOf('alpha')[0]?.url ?? '');
    expect(alpha['SERVICE_KEY']).toBe(secrets?.keys.SERVICE_KEY);
    expect(alpha['AUTH_KEY_SECRET']).toBe('set by the user');
    expect(alpha['ORDER_TOKEN_SECRET']).toBeUndefined();
    const beta = await environmentOf(system.replicasOf('beta')[0]?.url ?? '');
    expect(Object.keys(beta)).not.toEqual(expect.arrayContaining(['SERVICE_KEY']));
    expect(Object.keys(beta)).not.toEqual(expect.arrayContaining(['AUTH_KEY_SECRET']));
  });

  it('gives each process its own metrics port when METRICS_PORT is set, and publishes the URL in the state', async () => {
    const all = Object.values(system.state.services).flatMap(({ replicas }) => replicas);
    for (const { url, metricsUrl = '' } of all) {
      const { METRICS_PORT } = await environmentOf(url);
      expect(metricsUrl).toBe(`http://127.0.0.1:${METRICS_PORT}/metrics`);
    }
    const ports = all.flatMap(({ url, metricsUrl = '' }) => [new URL(url).port, new URL(metricsUrl).port]);
    expect(new Set(ports).size).toBe(2 * 3);
  });

  it('creates demo accounts and publishes them in the state', () => {
    expect(system.state.demo).toEqual({
      staff: { email: 'staff@alpha.example', password: 'public password' },
    });
    expect(readState(dataDir)?.demo).toEqual(system.state.demo);
  });

  it('lets a role connect to its own database only', async () => {
    const url = new URL(system.state.services['beta']?.databaseUrl ?? '');
    expect(await connects(url.href)).toBe(true);
    for (const other of ['alpha', 'postgres', 'template1']) {
      url.pathname = other;
      expect(await connects(url.href)).toBe(false);
    }
  });

  it('writes its state to a file that only the owner can read', () => {
    const state = readState(dataDir);
    expect(state).toEqual(system.state);
    expect(state?.services['beta']?.replicas).toHaveLength(2);
    expect(Object.keys(state?.processes ?? {}).sort()).toEqual([
      'alpha',
      'beta',
      'beta-2',
      'nats',
      'postgres',
    ]);
    expect(statSync(filesIn(dataDir).state).mode & 0o777).toBe(0o600);
    expect(statSync(filesIn(dataDir).secrets).mode & 0o777).toBe(0o600);
    // As root, PostgreSQL has another account, which may pass through the folder.
    expect(statSync(dataDir).mode & 0o777).toBe(process.getuid?.() === 0 ? 0o711 : 0o700);
  });

  it('restarts a service after a crash and updates the state', async () => {
    const before = system.replicasOf('alpha')[0];
    await fetch(`${before?.url}/crash`).catch(() => undefined);
    expect(await until('crashed', 'alpha')).toMatchObject({ reason: 'ended with code 7', restartInMs: 20 });
    await until('recovered', 'alpha');
    const after = readState(dataDir)?.services['alpha'];
    expect(after?.pid).toBe(system.replicasOf('alpha')[0]?.pid);
    expect(after?.pid).not.toBe(before?.pid);
    expect((await fetch(`${before?.url}/health/ready`)).status).toBe(200);
  });

  it('restarts PostgreSQL and NATS on the same ports after a kill -9', async () => {
    const { postgres, nats } = system.state.urls;
    system.kill('postgres');
    system.kill('nats');
    await Promise.all([until('recovered', 'postgres'), until('recovered', 'nats')]);
    expect(await connects(postgres)).toBe(true);
    expect(system.state.urls).toMatchObject({ postgres, nats });
  });

  it('keeps a stopped service down until it is started', async () => {
    const [{ url = '' } = {}] = system.replicasOf('beta');
    await system.stopService('beta');
    await expect(fetch(url)).rejects.toThrow();
    expect(readState(dataDir)?.services['beta']?.replicas.map(({ pid }) => pid)).toEqual([0, 0]);
    await system.start('beta');
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    expect(events.some(({ name }) => name.startsWith('beta'))).toBe(false);
  });

  it('cannot start a service that is not in the topology', async () => {
    await expect(system.start('unknown')).rejects.toThrow('There is no service unknown: alpha, beta');
  });

  it('stops services with SIGTERM, removes its state, and keeps data and passwords', async () => {
    const { postgres } = system.state.urls;
    const [{ logFile = '' } = {}] = system.replicasOf('alpha');
    await system.stop();
    expect(readFileSync(logFile, 'utf8')).toContain('stopping');
    expect(readState(dataDir)).toBeUndefined();
    expect(await connects(postgres)).toBe(false);
    system = await startSystem(options());
    const password = (url: string) => new URL(url).password;
    expect(password(system.state.urls.postgres)).toBe(password(postgres));
    expect(readFileSync(`${logFile}.1`, 'utf8')).toContain('stopping');
  });
});

describe('an interrupted start', () => {
  it('leaves no PostgreSQL and no NATS, also while they are being launched', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'orderwire system '));
    const interrupt = new AbortController();
    const progress = {
      step: (title: string) => {
        // Both are being launched, and their process ids are not known yet.
        if (title === 'starting PostgreSQL') setImmediate(() => interrupt.abort());
        return { update: () => undefined, done: () => undefined };
      },
      note: () => undefined,
      close: () => undefined,
    };
    const starting = startSystem({ dataDir, topology, durable: false, progress, signal: interrupt.signal });
    await expect(starting).rejects.toThrow('interrupted');
    const { postgres, nats, register } = filesIn(dataDir);
    const runtimeFiles = [join(postgres, 'postmaster.pid'), join(nats, 'nats.pid'), register];
    // The launch had begun, and both servers have ended.
    expect(existsSync(postgres)).toBe(true);
    expect(runtimeFiles.filter((file) => existsSync(file))).toEqual([]);
    rmSync(dataDir, { recursive: true, force: true });
  });
});

describe('a start with existing data', () => {
  // The tests share one cluster, because creating it takes longer than the tests.
  let dataDir: string;
  beforeAll(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'orderwire system '));
  });
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  it('creates no demo accounts in production and no metrics endpoint without METRICS_PORT', async () => {
    const environment = { PATH: process.env.PATH ?? '', NODE_ENV: 'production' };
    const system = await startSystem({ dataDir, topology, durable: false, environment });
    const { demo, services } = system.state;
    await system.stop();
    expect(demo).toEqual({});
    expect(services['beta']?.url).toBeDefined();
    expect(services['beta']?.metricsUrl).toBeUndefined();
  });

  it('fails when a foreign process listens on the port of a service', async () => {
    const foreign = createServer((_, response) => response.end('ok'));
    const topology: ServiceDefinition[] = [
      {
        name: 'late',
        ...fake,
        port: { preferred: 0, variable: 'LATE_PORT' },
        // A foreign process takes the port between its allocation and the start of the service.
        environment: ({ urls }) => {
          foreign.listen(Number(new URL(urls['late'] ?? '').port), '127.0.0.1');
          return { FAKE_LATE: '1' };
        },
      },
    ];
    const outcome = await startSystem({ dataDir, topology, durable: false }).then(
      (system) => system.stop().then(() => 'it started'),
      (error: Error) => error.message,
    );
    foreign.closeAllConnections();
    await new Promise((resolve) => foreign.close(resolve));
    expect(outcome).toMatch(/late ended with code 1[^]*EADDRINUSE/);
  });

  it('shows the last lines of a service that refuses to start, and leaves no process running', async () => {
    const pids: number[] = [];
    const broken: ServiceDefinition[] = [
      ...topology,
      {
        name: 'broken',
        ...fake,
        port: { preferred: 0, variable: 'BROKEN_PORT' },
        environment: () => ({ FAKE_REFUSES: '1' }),
      },
    ];
    const progress = {
      step: () => ({ update: () => undefined, done: () => undefined }),
      note: () => undefined,
      close: () => {
        const { processes } = JSON.parse(readFileSync(filesIn(dataDir).register, 'utf8')) as {
          processes: { pid: number }[];
        };
        pids.push(...processes.map(({ pid }) => pid));
      },
    };
    await expect(startSystem({ dataDir, topology: broken, durable: false, progress })).rejects.toThrow(
      /broken ended with code 1[^]*Cannot start: FAKE_REFUSES is set/,
    );
    expect(pids.length).toBeGreaterThanOrEqual(2);
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
  });
});
