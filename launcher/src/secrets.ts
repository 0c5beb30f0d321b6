import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Passwords and keys of one embedded system. */
export interface Secrets {
  /** PostgreSQL's superuser. */
  postgres: string;
  nats: string;
  /** Password by database role. */
  databases: Record<string, string>;
  /** What the Stripe sandbox accepts and signs with. */
  stripe: { secret: string; endpointSecret: string };
}

/** Reads the secrets, or makes them on the first start. The file can be read by its owner only. */
export function loadSecrets(file: string, roles: string[]): Secrets {
  const kept: Partial<Secrets> = readSecrets(file) ?? {};
  const secrets: Secrets = {
    postgres: kept.postgres ?? random(),
    nats: kept.nats ?? random(),
    databases: { ...kept.databases },
    stripe: kept.stripe ?? { secret: `sk_test_${random()}`, endpointSecret: `whsec_${random()}` },
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

/** 192 bits, of letters and digits only: safe in URLs, configuration files and shells. */
function random(): string {
  return randomBytes(24).toString('hex');
}
