import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { readSecrets } from '../src/secrets.js';
import { startSystem, type System } from '../src/system/start-system.js';
import { filesIn, readState } from '../src/system/state-file.js';
import type { SupervisorEvent } from '../src/system/supervisor.js';
import type { ServiceDefinition } from '../src/topology.js';

const folder = fileURLToPath(new URL('fixtures/fake-service', import.meta.url));
const fake = { folder, entry: 'main.mjs', layer: 'core' } as const;
const topology: ServiceDefinition[] = [
  {
    name: 'shelf',
    ...fake,
    port: { preferred: 0, variable: 'SHELF_PORT' },
    database: { name: 'shelf', role: 'shelf_role' },
    keys: ['SERVICE_KEY', 'AUTH_KEY_SECRET'],
    demoAccounts: 'demo.mjs',
  },
  {
    name: 'till',
    ...fake,
    port: { preferred: 0, variable: 'TILL_PORT' },
    database: { name: 'till', role: 'till_role' },
    environment: ({ urls }) => ({ SHELF_URL: urls['shelf'] ?? '' }),
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
  let system: System;
  const events: SupervisorEvent[] = [];
  const listeners = new Set<() => void>();
  const onEvent = (event: SupervisorEvent) => {
    events.push(event);
    for (const listener of listeners) listener();
  };
  const until = (kind: SupervisorEvent['kind'], name: string) =>
    new Promise<SupervisorEvent>((resolve) => {
      const look = () => {
        const found = events.find((event) => event.kind === kind && event.name === name);
        if (found) resolve(found);
      };
      listeners.add(look);
      look();
    });
  const options = () => ({
    dataDir,
    topology,
    durable: false,
    replicas: { till: 2 },
    backoff: { firstMs: 20, longestMs: 100 },
    environment: {
      PATH: process.env.PATH ?? '',
      EXTRA: 'kept',
      STRIPE_SECRET: 'not for everybody',
      PORT: '1',
      METRICS_PORT: '1',
      AUTH_KEY_SECRET: 'the user’s own',
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

  it('gives each service its own address, database, NATS and neighbours, and no one else’s keys', async () => {
    const { url } = system.replicasOf('till')[0] ?? { url: '' };
    const environment = await environmentOf(url);
    expect(environment).toMatchObject({
      PORT: new URL(url).port,
      HOST: '127.0.0.1',
      EXTRA: 'kept',
      DATABASE_URL: system.state.services['till']?.databaseUrl,
      NATS_SERVERS: system.state.urls.nats,
      SHELF_URL: system.replicasOf('shelf')[0]?.url,
    });
    expect(environment['STRIPE_SECRET']).toBeUndefined();
  });

  it('gives the system’s keys to those who need them, the user’s own first, and to nobody else', async () => {
    const secrets = readSecrets(filesIn(dataDir).secrets);
    const shelf = await environmentOf(system.replicasOf('shelf')[0]?.url ?? '');
    expect(shelf['SERVICE_KEY']).toBe(secrets?.keys.SERVICE_KEY);
    expect(shelf['AUTH_KEY_SECRET']).toBe('the user’s own');
    expect(shelf['ORDER_TOKEN_SECRET']).toBeUndefined();
    const till = await environmentOf(system.replicasOf('till')[0]?.url ?? '');
    expect(Object.keys(till)).not.toEqual(expect.arrayContaining(['SERVICE_KEY']));
    expect(Object.keys(till)).not.toEqual(expect.arrayContaining(['AUTH_KEY_SECRET']));
  });

  it('gives each process a port for its metrics, and says where, once METRICS_PORT is set', async () => {
    const all = Object.values(system.state.services).flatMap(({ replicas }) => replicas);
    for (const { url, metricsUrl = '' } of all) {
      const { METRICS_PORT } = await environmentOf(url);
      expect(metricsUrl).toBe(`http://127.0.0.1:${METRICS_PORT}/metrics`);
    }
    const ports = all.flatMap(({ url, metricsUrl = '' }) => [new URL(url).port, new URL(metricsUrl).port]);
    expect(new Set(ports).size).toBe(2 * 3);
  });

  it('makes demo accounts and tells others of them', () => {
    expect(system.state.demo).toEqual({
      staff: { email: 'staff@shelf.example', password: 'everybody knows' },
    });
    expect(readState(dataDir)?.demo).toEqual(system.state.demo);
  });

  it('lets a role connect to its own database and to no other', async () => {
    const url = new URL(system.state.services['till']?.databaseUrl ?? '');
    expect(await connects(url.href)).toBe(true);
    for (const other of ['shelf', 'postgres', 'template1']) {
      url.pathname = other;
      expect(await connects(url.href)).toBe(false);
    }
  });

  it('tells others where it is, in a file that only its owner can read', () => {
    const state = readState(dataDir);
    expect(state).toEqual(system.state);
    expect(state?.services['till']?.replicas).toHaveLength(2);
    expect(Object.keys(state?.processes ?? {}).sort()).toEqual([
      'nats',
      'postgres',
      'shelf',
      'till',
      'till-2',
    ]);
    expect(statSync(filesIn(dataDir).state).mode & 0o777).toBe(0o600);
    expect(statSync(filesIn(dataDir).secrets).mode & 0o777).toBe(0o600);
  });

  it('starts a service again that ended by itself, and writes down its new process', async () => {
    const before = system.replicasOf('shelf')[0];
    await fetch(`${before?.url}/crash`).catch(() => undefined);
    expect(await until('crashed', 'shelf')).toMatchObject({ reason: 'ended with code 7', restartInMs: 20 });
    await until('recovered', 'shelf');
    const after = readState(dataDir)?.services['shelf'];
    expect(after?.pid).toBe(system.replicasOf('shelf')[0]?.pid);
    expect(after?.pid).not.toBe(before?.pid);
    expect((await fetch(`${before?.url}/health/ready`)).status).toBe(200);
  });

  it('starts PostgreSQL and NATS again on the same ports after a kill -9', async () => {
    const { postgres, nats } = system.state.urls;
    system.kill('postgres');
    system.kill('nats');
    await Promise.all([until('recovered', 'postgres'), until('recovered', 'nats')]);
    expect(await connects(postgres)).toBe(true);
    expect(system.state.urls).toMatchObject({ postgres, nats });
  });

  it('leaves a service down that was stopped, until it is started', async () => {
    const [{ url = '' } = {}] = system.replicasOf('till');
    await system.stopService('till');
    await expect(fetch(url)).rejects.toThrow();
    expect(readState(dataDir)?.services['till']?.replicas.map(({ pid }) => pid)).toEqual([0, 0]);
    await system.start('till');
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    expect(events.some(({ name }) => name.startsWith('till'))).toBe(false);
  });

  it('refuses to start what is not in the topology', async () => {
    await expect(system.start('nobody')).rejects.toThrow('There is no service nobody: shelf, till');
  });

  it('ends services with SIGTERM and forgets its state when stopped, and keeps data and passwords', async () => {
    const { postgres } = system.state.urls;
    const [{ logFile = '' } = {}] = system.replicasOf('shelf');
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

describe('a start that is given up', () => {
  it('in its first moments leaves neither PostgreSQL nor NATS behind', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'orderwire system '));
    const giveUp = new AbortController();
    const progress = {
      step: (title: string) => {
        // Both are being launched then: nothing is known of their processes yet.
        if (title === 'starting PostgreSQL') setImmediate(() => giveUp.abort());
        return { update: () => undefined, done: () => undefined, fail: () => undefined };
      },
      note: () => undefined,
      close: () => undefined,
    };
    const starting = startSystem({ dataDir, topology, durable: false, progress, signal: giveUp.signal });
    await expect(starting).rejects.toThrow('interrupted');
    const { postgres, nats, register } = filesIn(dataDir);
    const traces = [join(postgres, 'postmaster.pid'), join(nats, 'nats.pid'), register];
    // They were on their way, and both are gone.
    expect(existsSync(postgres)).toBe(true);
    expect(traces.filter((file) => existsSync(file))).toEqual([]);
    rmSync(dataDir, { recursive: true, force: true });
  });
});

describe('a start on data that is there', () => {
  // Each takes over the cluster of the one before: to make one takes longer than all the rest.
  let dataDir: string;
  beforeAll(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'orderwire system '));
  });
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  it('makes no demo accounts in production, and shows no metrics without METRICS_PORT', async () => {
    const environment = { PATH: process.env.PATH ?? '', NODE_ENV: 'production' };
    const system = await startSystem({ dataDir, topology, durable: false, environment });
    const { demo, services } = system.state;
    await system.stop();
    expect(demo).toEqual({});
    expect(services['till']?.url).toBeDefined();
    expect(services['till']?.metricsUrl).toBeUndefined();
  });

  it('does not take somebody else who answers on the port for the service, and fails', async () => {
    const stranger = createServer((_, response) => response.end('ok'));
    const squatted: ServiceDefinition[] = [
      {
        name: 'late',
        ...fake,
        port: { preferred: 0, variable: 'LATE_PORT' },
        // Between the choice of the port and the start of the service, a stranger takes it.
        environment: ({ urls }) => {
          stranger.listen(Number(new URL(urls['late'] ?? '').port), '127.0.0.1');
          return { FAKE_LATE: '1' };
        },
      },
    ];
    const outcome = await startSystem({ dataDir, topology: squatted, durable: false }).then(
      (system) => system.stop().then(() => 'it started'),
      (error: Error) => error.message,
    );
    stranger.closeAllConnections();
    await new Promise((resolve) => stranger.close(resolve));
    expect(outcome).toMatch(/late ended with code 1[^]*EADDRINUSE/);
  });

  it('that fails shows the last words of the service that refuses, and leaves nothing running', async () => {
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
      step: () => ({ update: () => undefined, done: () => undefined, fail: () => undefined }),
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
