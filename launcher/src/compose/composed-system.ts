import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readEnvironmentFile, type Environment } from '../config.js';
import type { DemoAccounts } from '../system/state-file.js';
import { UserError } from '../user-error.js';

/** Addresses and accounts of the composed system. */
export interface ComposedSystem {
  /** The Compose project, which is the prefix of containers and networks. */
  readonly project: string;
  readonly gateway: string;
  readonly payments: string;
  /** The sandbox's address, API key and signing secret; absent with real Stripe. */
  readonly sandbox?: { readonly url: string; readonly secret: string; readonly endpointSecret: string };
  /** The accounts of the step `demo-accounts`; none in production. */
  readonly demo: DemoAccounts;
}

/** The demo accounts of a composed development system, which a step of auth-ms creates. */
const demoAccounts: DemoAccounts = Object.fromEntries(
  ['customer', 'staff', 'admin'].map((role) => [
    role,
    { email: `${role}@orderwire.example`, password: `demo-${role}-2026` },
  ]),
);

/** Whether COMPOSE_FILE selects production, and whether it selects real Stripe. */
export const composedFor = ({ COMPOSE_FILE = '' }: Environment) => ({
  production: COMPOSE_FILE.includes('prod'),
  realStripe: /stripe|prod/.test(COMPOSE_FILE),
});

/** Reads the published ports from `.env`. Throws a UserError before the setup. */
export function composedSystem(root: string): ComposedSystem {
  const file = join(root, '.env');
  const env = readEnvironmentFile(file);
  if (!env['ORDERWIRE_SECRETS'])
    throw new UserError(
      `${file} is not set up for Docker Compose: npm run compose:env, then docker compose up --build`,
    );
  const at = (name: string, port: number): string => `http://127.0.0.1:${env[name] ?? port}`;
  const { production, realStripe } = composedFor(env);
  return {
    project: env['COMPOSE_PROJECT_NAME'] ?? 'orderwire',
    gateway: at('CLIENT_GATEWAY_PORT', 3000),
    payments: at('PAYMENTS_MS_PORT', 3003),
    ...(!realStripe && {
      sandbox: {
        url: at('STRIPE_SANDBOX_PORT', 3004),
        secret: readSecret(root, env, 'stripe_secret'),
        endpointSecret: readSecret(root, env, 'stripe_endpoint_secret'),
      },
    }),
    demo: production ? {} : demoAccounts,
  };
}

/** A secret written by `compose:env`. Throws a UserError when it is missing. */
export function readSecret(root: string, env: Environment, name: string): string {
  const file = resolve(root, env['ORDERWIRE_SECRETS'] ?? 'secrets', name);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UserError(`${file} is missing: npm run compose:env creates it`);
    throw new UserError(`${file} cannot be read (${code}): npm run compose:env`);
  }
}
