import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readEnvironmentFile, type Environment } from '../config.js';
import type { DemoAccounts } from '../system/state-file.js';
import { UserError } from '../user-error.js';
import { demoAccounts } from './demo-accounts.js';

/** The composed system as this machine reaches it. */
export interface ComposedSystem {
  /** What Compose calls it: prefix of its containers and networks. */
  readonly project: string;
  readonly gateway: string;
  readonly payments: string;
  /** Where shoppers pay, the key of its API, and the secret it signs webhooks with; absent with real Stripe. */
  readonly sandbox?: { readonly url: string; readonly secret: string; readonly endpointSecret: string };
  /** The accounts that the one-shot step `demo-accounts` makes; none in production. */
  readonly demo: DemoAccounts;
}

/** Whether COMPOSE_FILE chooses production, and whether it chooses the real Stripe. */
export function composedFor({ COMPOSE_FILE = '' }: Environment): {
  production: boolean;
  realStripe: boolean;
} {
  return { production: COMPOSE_FILE.includes('prod'), realStripe: /stripe|prod/.test(COMPOSE_FILE) };
}

/** Reads from `.env` where the composed system publishes its ports. Throws a UserError when nothing was set up. */
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

/** A secret that `compose:env` wrote. Throws a UserError when it is not there. */
export function readSecret(root: string, env: Environment, name: string): string {
  const file = resolve(root, env['ORDERWIRE_SECRETS'] ?? 'secrets', name);
  if (!existsSync(file)) throw new UserError(`${file} is missing: npm run compose:env makes it`);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new UserError(
      `${file} cannot be read (${(error as NodeJS.ErrnoException).code}): npm run compose:env`,
    );
  }
}
