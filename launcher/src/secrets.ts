import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Keys of the services, each base64 of 32 random bytes: for service tokens, for the encryption of
 * signing keys, for the order tokens of guests, and for the links to unsubscribe.
 */
export const keyNames = [
  'SERVICE_KEY',
  'AUTH_KEY_SECRET',
  'ORDER_TOKEN_SECRET',
  'NOTIFICATION_TOKEN_SECRET',
] as const;
export type KeyName = (typeof keyNames)[number];

/** Passwords and keys of one embedded system. */
export interface Secrets {
  /** Password of PostgreSQL's superuser. */
  postgres: string;
  /** Password of the NATS account for tools. */
  nats: string;
  /** Password by NATS account of deploy/nats/permissions.conf. */
  natsAccounts: Record<string, string>;
  /** Password by database role. */
  databases: Record<string, string>;
  /** The keys of the Stripe sandbox. */
  stripe: { secret: string; endpointSecret: string };
  /** The key and the webhook secret of the carrier sandbox. */
  carrier: { key: string; webhookSecret: string };
  keys: Record<KeyName, string>;
  /** Password of the benchmark's accounts. */
  bench: string;
}

/** Reads the secrets and generates missing ones. Only the owner can read the file. */
export function loadSecrets(file: string, roles: string[], natsAccounts: string[] = []): Secrets {
  const existing: Partial<Secrets> = readSecrets(file) ?? {};
  const passwordsOf = (names: string[]) => Object.fromEntries(names.map((name) => [name, password()]));
  const secrets: Secrets = {
    postgres: password(),
    nats: password(),
    stripe: { secret: `sk_test_${password()}`, endpointSecret: `whsec_${password()}` },
    carrier: { key: `EZTK${password()}`, webhookSecret: password() },
    bench: password(),
    ...existing,
    databases: { ...passwordsOf(roles), ...existing.databases },
    natsAccounts: { ...passwordsOf(natsAccounts), ...existing.natsAccounts },
    keys: { ...keysBy(() => randomBytes(32).toString('base64')), ...existing.keys },
  };
  writePrivately(file, secrets);
  return secrets;
}

/** Undefined before the first start. */
export function readSecrets(file: string): Secrets | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Secrets) : undefined;
}

/** Writes JSON atomically and readable by the owner only. */
export function writePrivately(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.new`;
  try {
    writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Pause before a file that could not be written is tried again. */
const RETRY_MS = 1_000;
const unwritten = new Map<string, NodeJS.Timeout>();

/**
 * {@link writePrivately} that never throws: on a full disk it says so once and tries again until
 * there is room. Writes the value of that moment; nothing when it is undefined.
 */
export function writeWhenPossible(file: string, value: () => unknown): void {
  const retried = unwritten.get(file);
  clearTimeout(retried);
  unwritten.delete(file);
  const content = value();
  if (content === undefined) return;
  try {
    writePrivately(file, content);
  } catch (error) {
    if (!retried)
      console.error(
        `${file} cannot be written and is tried again: ${(error as Error).message}. Free some disk space.`,
      );
    unwritten.set(file, setTimeout(() => writeWhenPossible(file, value), RETRY_MS).unref());
  }
}

/** A key for each name. */
export function keysBy(keyOf: (name: KeyName) => string): Record<KeyName, string> {
  return Object.fromEntries(keyNames.map((name) => [name, keyOf(name)])) as Record<KeyName, string>;
}

/** 192 bits as letters and digits, safe in URLs, configuration files and shells. */
function password(): string {
  return randomBytes(24).toString('hex');
}
