import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivately } from '../secrets.js';
import type { SystemContext } from '../topology.js';

/** One process of a service; its pid is 0 while it is down. */
export interface ReplicaState {
  pid: number;
  url: string;
  logFile: string;
  /** The Prometheus endpoint, when METRICS_PORT is set. */
  metricsUrl?: string;
}

/** One service: the values of its first replica, and all replicas. */
interface ServiceState extends ReplicaState {
  /** With the credentials of the service's own role. */
  databaseUrl?: string;
  replicas: ReplicaState[];
}

/** Accounts by role. Their passwords are public. */
export type DemoAccounts = Record<string, { email: string; password: string }>;

/** Content of `.orderwire/state.json`, which other commands and tools read. */
export interface SystemState {
  urls: {
    gateway?: string;
    docs?: string;
    payments?: string;
    /** Absent with real Stripe. */
    stripe?: string;
    /** With credentials. */
    nats: string;
    natsMonitor: string;
    /** Of the superuser. */
    postgres: string;
    [service: string]: string | undefined;
  };
  services: Record<string, ServiceState>;
  /** Ids of all processes by name: servers and replicas (`orders-ms`, `orders-ms-2`). */
  processes: Record<string, number>;
  stripe: 'sandbox' | 'real';
  /** Demo accounts by role; none in production. */
  demo: DemoAccounts;
  launcher: { pid: number; startedAt: string };
}

/** The part of the state that the context does not contain. */
interface ObservedState extends Pick<SystemState, 'processes' | 'demo'> {
  replicas: Record<string, ReplicaState[]>;
  natsMonitor: string;
  postgres: string;
}

export function describeState(
  { urls, natsUrl, databaseUrls, stripe }: SystemContext,
  { replicas, processes, natsMonitor, postgres, demo }: ObservedState,
): SystemState {
  const services = Object.entries(replicas).map(([name, all]): [string, ServiceState] => {
    const first = all[0] ?? { pid: 0, url: '', logFile: '' };
    const databaseUrl = databaseUrls[name];
    return [name, { ...first, ...(databaseUrl && { databaseUrl }), replicas: all }];
  });
  const gateway = urls['client-gateway'];
  return {
    urls: {
      gateway,
      docs: gateway && `${gateway}/api/docs`,
      payments: urls['payments-ms'],
      stripe: urls['stripe-sandbox'],
      nats: natsUrl,
      natsMonitor,
      postgres,
    },
    services: Object.fromEntries(services),
    processes,
    stripe: stripe.mode,
    demo,
    launcher: { pid: process.pid, startedAt },
  };
}

const startedAt = new Date().toISOString();

/** Paths of the launcher's files in a data folder. */
export const filesIn = (dataDir: string) => ({
  state: join(dataDir, 'state.json'),
  secrets: join(dataDir, 'secrets.json'),
  register: join(dataDir, 'processes.json'),
  logs: join(dataDir, 'logs'),
  postgres: join(dataDir, 'postgres'),
  nats: join(dataDir, 'nats'),
});

/** The last written state; undefined when there is none. The launcher that wrote it may have been killed. */
export function readState(dataDir: string): SystemState | undefined {
  const { state } = filesIn(dataDir);
  if (!existsSync(state)) return undefined;
  try {
    return JSON.parse(readFileSync(state, 'utf8')) as SystemState;
  } catch {
    return undefined;
  }
}

export function writeState(dataDir: string, state: SystemState): void {
  writePrivately(filesIn(dataDir).state, state);
}

export function removeState(dataDir: string): void {
  rmSync(filesIn(dataDir).state, { force: true });
}
