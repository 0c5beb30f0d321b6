import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';

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

/** Paths of the launcher's files in a data folder. */
export const filesIn = (dataDir: string) => ({
  state: join(dataDir, 'state.json'),
  secrets: join(dataDir, 'secrets.json'),
  register: join(dataDir, 'processes.json'),
  logs: join(dataDir, 'logs'),
  postgres: join(dataDir, 'postgres'),
  nats: join(dataDir, 'nats'),
});

/** The last written state, if there is one. Its launcher may have been killed. */
export const readState = (dataDir: string): SystemState | undefined => readJson(filesIn(dataDir).state);

/** The content of a JSON file; undefined when it does not exist or is not complete. */
export function readJson<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

/** Moves `<name>.log` to `.log.1`, and that to `.log.2`. Returns the path of the new log. */
export function rotateLogFile(dataDir: string, name: string): string {
  const { logs } = filesIn(dataDir);
  mkdirSync(logs, { recursive: true });
  const file = join(logs, `${name}.log`);
  if (existsSync(`${file}.1`)) renameSync(`${file}.1`, `${file}.2`);
  if (existsSync(file)) renameSync(file, `${file}.1`);
  return file;
}
