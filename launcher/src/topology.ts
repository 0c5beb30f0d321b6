import { isProduction, type Environment } from './config.js';
import type { KeyName, Secrets } from './secrets.js';

/** How payments reach Stripe: the local sandbox, or the real one with the user's own test keys. */
export type StripeAccess =
  | { mode: 'sandbox'; secret: string; endpointSecret: string }
  | { mode: 'real'; secret: string; endpointSecret: string };

/** What is known when a service's environment is put together. */
export interface World {
  /** Base URL of the first replica, by service. */
  urls: Record<string, string>;
  /** With the credentials. */
  natsUrl: string;
  /** With the service's own role, by service; only for those that have a database. */
  databaseUrls: Record<string, string>;
  stripe: StripeAccess;
  /** The user's own where there are any. */
  keys: Record<KeyName, string>;
  /** The system's data folder. */
  dataDir: string;
  /** What the user set. */
  environment: Environment;
}

/** One kind of process of the system. */
export interface ServiceDefinition {
  name: string;
  /** Absolute, or relative to the repository. Default: the name. */
  folder?: string;
  /** Relative to the folder. Default: `dist/main.js`. */
  entry?: string;
  /** Its database, and the role that owns it and can reach no other. */
  database?: { name: string; role: string };
  /** The port of the first replica, unless the variable says another or it is taken. */
  port: { preferred: number; variable: string };
  /** Edges are stopped before the core, so that requests at hand find whom they need; what is outside comes last. */
  layer: 'edge' | 'core' | 'outside';
  /** What it may know of the system's keys; nobody else gets them. */
  keys?: KeyName[];
  /** Relative to the folder: makes the demo accounts and prints them as JSON by role. Never run in production. */
  demoAccounts?: string;
  /** Left out of the system when it answers false. Default: always there. */
  wanted?(world: Pick<World, 'stripe'>): boolean;
  /** What it gets besides NODE_ENV, HOST, PORT, LOG_LEVEL, its keys and DATABASE_URL; NATS_SERVERS unless it is outside. */
  environment?(world: World): Environment;
}

/** The whole system. The order has no meaning: all start at the same time and wait for each other. */
export const topology: ServiceDefinition[] = [
  {
    name: 'stripe-sandbox',
    layer: 'outside',
    port: { preferred: 3004, variable: 'STRIPE_SANDBOX_PORT' },
    wanted: ({ stripe }) => stripe.mode === 'sandbox',
    environment: ({ stripe, urls, dataDir }) => ({
      STRIPE_SECRET: stripe.secret,
      STRIPE_ENDPOINT_SECRET: stripe.endpointSecret,
      WEBHOOK_URL: `${urls['payments-ms']}/payments/webhook`,
      // What an endpoint at Stripe would be subscribed to: the events that payments-ms decides on.
      WEBHOOK_EVENTS: [
        'checkout.session.completed',
        'checkout.session.async_payment_succeeded',
        'checkout.session.async_payment_failed',
        'checkout.session.expired',
        'refund.created',
        'refund.updated',
        'refund.failed',
        'charge.dispute.created',
        'charge.dispute.updated',
        'charge.dispute.closed',
        'charge.dispute.funds_withdrawn',
        'charge.dispute.funds_reinstated',
      ].join(','),
      DATA_DIR: `${dataDir}/stripe-sandbox`,
    }),
  },
  {
    name: 'auth-ms',
    layer: 'core',
    port: { preferred: 3005, variable: 'AUTH_MS_PORT' },
    database: { name: 'auth', role: 'auth_ms' },
    keys: ['SERVICE_KEY', 'AUTH_KEY_SECRET'],
    demoAccounts: 'dist/seed-demo.js',
  },
  {
    name: 'products-ms',
    layer: 'core',
    keys: ['SERVICE_KEY'],
    port: { preferred: 3001, variable: 'PRODUCTS_MS_PORT' },
    database: { name: 'products', role: 'products_ms' },
  },
  {
    name: 'orders-ms',
    layer: 'core',
    keys: ['SERVICE_KEY', 'ORDER_TOKEN_SECRET'],
    port: { preferred: 3002, variable: 'ORDERS_MS_PORT' },
    database: { name: 'orders', role: 'orders_ms' },
  },
  {
    name: 'payments-ms',
    layer: 'core',
    keys: ['SERVICE_KEY'],
    port: { preferred: 3003, variable: 'PAYMENTS_MS_PORT' },
    database: { name: 'payments', role: 'payments_ms' },
    environment: ({ stripe, urls, environment }) => ({
      STRIPE_SECRET: stripe.secret,
      STRIPE_ENDPOINT_SECRET: stripe.endpointSecret,
      STRIPE_SUCCESS_URL:
        environment['STRIPE_SUCCESS_URL'] ??
        `${urls['payments-ms']}/payments/success?session_id={CHECKOUT_SESSION_ID}`,
      STRIPE_CANCEL_URL: environment['STRIPE_CANCEL_URL'] ?? `${urls['payments-ms']}/payments/cancel`,
      ...(stripe.mode === 'sandbox' ? { STRIPE_API_URL: urls['stripe-sandbox'] } : {}),
    }),
  },
  {
    name: 'client-gateway',
    layer: 'edge',
    port: { preferred: 3000, variable: 'CLIENT_GATEWAY_PORT' },
    keys: ['SERVICE_KEY'],
    environment: ({ environment }) => (isProduction(environment) ? {} : limitsOfOneMachine(environment)),
  },
];

/**
 * On a developer's machine everything comes from one address: browser, demo, tests, benchmark. The gateway's own limits
 * per address would stop them all together, so that they are out of reach there, unless the user sets them.
 */
function limitsOfOneMachine(environment: Environment): Environment {
  const names = ['RATE_LIMIT_IP', 'RATE_LIMIT_ACCOUNT', 'RATE_LIMIT_SIGN_IN'];
  return Object.fromEntries(names.map((name) => [name, environment[name] ?? '1000000']));
}

/** Ports of the two servers, unless the variable says another or they are taken. */
export const serverPorts = {
  postgres: { preferred: 5432, variable: 'POSTGRES_PORT' },
  nats: { preferred: 4222, variable: 'NATS_PORT' },
};

/** Real Stripe when the user gave both keys, the sandbox with its own keys otherwise. */
export function stripeAccess(environment: Environment, secrets: Secrets): StripeAccess {
  const { STRIPE_SECRET: secret, STRIPE_ENDPOINT_SECRET: endpointSecret } = environment;
  if (secret && endpointSecret) return { mode: 'real', secret, endpointSecret };
  return { mode: 'sandbox', ...secrets.stripe };
}
