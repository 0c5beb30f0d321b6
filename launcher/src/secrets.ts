import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Keys that services get under these names, base64 of 32 random bytes each: by which our services recognise each other,
 * under which the keys that sign access tokens are encrypted, from which guests' order tokens are made.
 */
export const keyNames = ['SERVICE_KEY', 'AUTH_KEY_SECRET', 'ORDER_TOKEN_SECRET'] as const;
export type KeyName = (typeof keyNames)[number];

/** Passwords and keys of one embedded system. */
export interface Secrets {
  /** PostgreSQL's superuser. */
  postgres: string;
  nats: string;
  /** Password by database role. */
  databases: Record<string, string>;
  /** What the Stripe sandbox accepts and signs with. */
  stripe: { secret: string; endpointSecret: string };
  keys: Record<KeyName, string>;
  /** Password of the benchmark's accounts. */
  bench: string;
}

/**
 * Reads the secrets and makes those that the file lacks: all on the first start, some when an earlier version wrote it.
 * The file can be read by its owner only.
 */
export function loadSecrets(file: string, roles: string[]): Secrets {
  const kept: Partial<Secrets> = readSecrets(file) ?? {};
  const secrets: Secrets = {
    postgres: kept.postgres ?? random(),
    nats: kept.nats ?? random(),
    databases: { ...kept.databases },
    stripe: kept.stripe ?? { secret: `sk_test_${random()}`, endpointSecret: `whsec_${random()}` },
    keys: { ...newKeys(), ...kept.keys },
    bench: kept.bench ?? random(),
  };
  for (const role of roles) secrets.databases[role] ??= random();
  writePrivately(file, secrets);
  return secrets;
}

/** What an earlier start made; undefined when there was none. */
export function readSecrets(file: string): Secrets | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Secrets) : undefined;
}

/** Writes JSON so that no other account can read it, and a reader never sees half of it. */
export function writePrivately(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  const fresh = `${file}.${process.pid}.new`;
  writeFileSync(fresh, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(fresh, file);
}

function newKeys(): Record<KeyName, string> {
  const keys = keyNames.map((name) => [name, randomBytes(32).toString('base64')] as const);
  return Object.fromEntries(keys) as Record<KeyName, string>;
}

/** 192 bits, of letters and digits only: safe in URLs, configuration files and shells. */
function random(): string {
  return randomBytes(24).toString('hex');
}
