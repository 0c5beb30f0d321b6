import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivately } from '../secrets.js';
import type { World } from '../topology.js';

/** One service as others find it. With replicas, the figures of the first, and all in `replicas`. */
export interface ServiceState extends ReplicaState {
  /** With the service's own role. */
  databaseUrl?: string;
  replicas: ReplicaState[];
}

/** One process of a service; its pid is 0 while it is down. */
export interface ReplicaState {
  pid: number;
  url: string;
  logFile: string;
  /** With METRICS_PORT: what Prometheus reads. */
  metricsUrl?: string;
}

/** Where the running system is: what `.orderwire/state.json` tells every other command. */
export interface SystemState {
  urls: {
    gateway?: string;
    docs?: string;
    payments?: string;
    /** Absent with real Stripe. */
    stripe?: string;
    /** With the credentials. */
    nats: string;
    natsMonitor: string;
    /** The superuser's. */
    postgres: string;
    [service: string]: string | undefined;
  };
  services: Record<string, ServiceState>;
  /** Ids of all processes by name: servers, and every replica (`orders-ms`, `orders-ms-2`). */
  processes: Record<string, number>;
  stripe: 'sandbox' | 'real';
  /** Accounts to try the system with, by role; none in production. */
  demo: DemoAccounts;
  launcher: { pid: number; startedAt: string };
}

/** Accounts by role whose passwords everybody may know. */
export type DemoAccounts = Record<string, { email: string; password: string }>;

/** What the state is put together from, besides the services' world. */
export interface Seen extends Pick<SystemState, 'processes' | 'demo'> {
  replicas: Record<string, ReplicaState[]>;
  natsMonitor: string;
  postgres: string;
}

/** Puts the state together from what is known. */
export function describeState(
  { urls, natsUrl, databaseUrls, stripe }: World,
  { replicas, processes, natsMonitor, postgres, demo }: Seen,
): SystemState {
  const services = Object.entries(replicas).map(([name, all]): [string, ServiceState] => {
    const first = all[0] ?? { pid: 0, url: '', logFile: '' };
    const databaseUrl = databaseUrls[name];
    return [name, { ...first, ...(databaseUrl ? { databaseUrl } : {}), replicas: all }];
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

/** Paths of what the launcher keeps in a data folder. */
export const filesIn = (dataDir: string) => ({
  state: join(dataDir, 'state.json'),
  secrets: join(dataDir, 'secrets.json'),
  register: join(dataDir, 'processes.json'),
  logs: join(dataDir, 'logs'),
  postgres: join(dataDir, 'postgres'),
  nats: join(dataDir, 'nats'),
});

/** What the launcher of this folder wrote last, alive or not; undefined when there is nothing to read. */
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
