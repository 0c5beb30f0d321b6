import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEnvironmentFile } from '../config.js';
import type { DemoAccounts } from '../system/state-file.js';
import { UserError } from '../user-error.js';
import { demoAccounts } from './demo-accounts.js';

/** The composed system as this machine reaches it. */
export interface ComposedSystem {
  readonly gateway: string;
  readonly payments: string;
  /** Where shoppers pay, the key of its API, and the secret it signs webhooks with; absent with real Stripe. */
  readonly sandbox?: { readonly url: string; readonly secret: string; readonly endpointSecret: string };
  /** The accounts that the one-shot step `demo-accounts` makes; none in production. */
  readonly demo: DemoAccounts;
}

/** Reads from `.env` where the composed system publishes its ports. Throws a UserError when nothing was set up. */
export function composedSystem(root: string): ComposedSystem {
  const file = join(root, '.env');
  const env = readEnvironmentFile(file);
  const folder = env['ORDERWIRE_SECRETS'];
  if (!folder)
    throw new UserError(
      `${file} is not set up for Docker Compose: npm run compose:env, then docker compose up --build`,
    );
  const at = (name: string, port: number): string => `http://127.0.0.1:${env[name] ?? port}`;
  const files = env['COMPOSE_FILE'] ?? '';
  const fileOf = (name: string): string => join(root, folder, name);
  const read = (name: string): string => readFileSync(fileOf(name), 'utf8').trim();
  const hasSandbox = !/stripe|prod/.test(files) && existsSync(fileOf('stripe_secret'));
  return {
    gateway: at('CLIENT_GATEWAY_PORT', 3000),
    payments: at('PAYMENTS_MS_PORT', 3003),
    ...(hasSandbox && {
      sandbox: {
        url: at('STRIPE_SANDBOX_PORT', 3004),
        secret: read('stripe_secret'),
        endpointSecret: read('stripe_endpoint_secret'),
      },
    }),
    demo: files.includes('prod') ? {} : demoAccounts,
  };
}
