import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
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
    /** The shop. */
    storefront?: string;
    /** The staff console. */
    console?: string;
    gateway?: string;
    docs?: string;
    payments?: string;
    /** Absent with real Stripe. */
    stripe?: string;
    /** The page of the mailbox. Absent with SMTP_URL, and in production. */
    mailbox?: string;
    /** The page of the carrier sandbox. Absent with a carrier of the user's own, and in production. */
    carrier?: string;
    /** Where mails are sent. With the credentials of SMTP_URL, if it has any. */
    smtp?: string;
    /** With credentials; of all nodes, separated by commas. */
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

/** Moves `<name>.log` to `.log.1`, and that to `.log.2`. Returns the path of the new, empty log. */
export function rotateLogFile(dataDir: string, name: string): string {
  const { logs } = filesIn(dataDir);
  mkdirSync(logs, { recursive: true });
  chmodSync(logs, 0o700);
  const file = join(logs, `${name}.log`);
  if (existsSync(`${file}.1`)) renameSync(`${file}.1`, `${file}.2`);
  if (existsSync(file)) renameSync(file, `${file}.1`);
  closeSync(openSync(file, 'a', 0o600));
  return file;
}

/** A log file of this size is moved to `.log.1` and starts anew. */
const MAX_LOG_BYTES = 32 * 1024 * 1024;

/**
 * Bounds the log files in a folder. Their processes keep them open for appending, so a file is
 * copied and emptied; a line written in between is lost. On a full disk it is emptied without a
 * copy. Never throws.
 */
export function shortenLogFiles(logs: string, maxBytes = MAX_LOG_BYTES): void {
  const names = attempt(() => readdirSync(logs)) ?? [];
  for (const file of names.filter((name) => name.endsWith('.log')).map((name) => join(logs, name))) {
    if ((attempt(() => statSync(file).size) ?? 0) <= maxBytes) continue;
    attempt(() => rmSync(`${file}.2`, { force: true }));
    attempt(() => renameSync(`${file}.1`, `${file}.2`));
    const copied = attempt(() => {
      copyFileSync(file, `${file}.1`);
      chmodSync(`${file}.1`, 0o600);
      return true;
    });
    if (!copied) for (const old of [`${file}.1`, `${file}.2`]) attempt(() => rmSync(old, { force: true }));
    attempt(() => truncateSync(file));
  }
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
