import { join } from 'node:path';
import { isProduction, type Environment } from './config.js';
import { repositoryRoot } from './repository.js';
import type { KeyName, Secrets } from './secrets.js';

/** How payments reach Stripe: the local sandbox, or real Stripe with the user's own keys. */
export interface StripeAccess {
  mode: 'sandbox' | 'real';
  secret: string;
  endpointSecret: string;
}

/** How parcels reach a carrier: the local sandbox, or the user's own account. */
export interface CarrierAccess {
  /** Of the API with its version. Undefined: the default of shipping-ms. */
  url: string | undefined;
  key: string | undefined;
  webhookSecret: string | undefined;
}

/** The values from which the environments of the services are built. */
export interface SystemContext {
  /** Base URL of the first replica, by service. */
  urls: Record<string, string>;
  /** With the credentials of the service's own account, by service. */
  natsUrls: Record<string, string>;
  /** With the credentials of the service's own role, by service. */
  databaseUrls: Record<string, string>;
  stripe: StripeAccess;
  /** The mail server: the user's, or the mailbox. Undefined when the system has neither. */
  smtpUrl: string | undefined;
  carrier: CarrierAccess;
  keys: Record<KeyName, string>;
  dataDir: string;
  /** The user's settings. */
  environment: Environment;
}

/** A preferred port, and the variable that changes it. */
interface PortSetting {
  preferred: number;
  variable: string;
}

/** One service of the system. */
export interface ServiceDefinition {
  name: string;
  /** Absolute, or relative to the repository. Default: the name. */
  folder?: string;
  /** Relative to the folder. Default: `dist/bundle.js`. */
  entry?: string;
  /** Its database, and the role that owns it and can connect to no other. */
  database?: { name: string; role: string };
  /** Port of the first replica. */
  port: PortSetting;
  /** More ports, by the variable in which the service receives them. It has one replica then. */
  otherPorts?: Record<string, PortSetting>;
  /** Stop order: edge first, so that requests in progress can finish, and external last. */
  layer: 'edge' | 'core' | 'external';
  /** The system keys that the service receives. */
  keys?: KeyName[];
  /** A program in the folder that creates the demo accounts and prints them as JSON by role. */
  demoAccounts?: string;
  /** Whether the service is part of the system. Default: always. */
  enabled?(context: Pick<SystemContext, 'stripe' | 'environment'>): boolean;
  /** Its variables besides HOST, PORT, keys and those that all services have. */
  environment?(context: SystemContext): Environment;
}

/** How the types of the Stripe events begin that payments-ms needs. */
export const webhookEvents = [
  'checkout.session.',
  'refund.',
  'charge.dispute.',
  'radar.early_fraud_warning.',
  'review.',
] as const;

/** The whole system, in no order: all services start at the same time and wait for each other. */
export const topology: ServiceDefinition[] = [
  {
    name: 'stripe-sandbox',
    layer: 'external',
    port: { preferred: 3004, variable: 'STRIPE_SANDBOX_PORT' },
    enabled: ({ stripe }) => stripe.mode === 'sandbox',
    environment: ({ stripe, urls, dataDir }) => ({
      STRIPE_SECRET: stripe.secret,
      STRIPE_ENDPOINT_SECRET: stripe.endpointSecret,
      WEBHOOK_URL: `${urls['payments-ms']}/payments/webhook`,
      WEBHOOK_EVENTS: webhookEvents.map((prefix) => `${prefix}*`).join(','),
      DATA_DIR: `${dataDir}/stripe-sandbox`,
    }),
  },
  {
    name: 'mailbox',
    layer: 'external',
    port: { preferred: 3008, variable: 'MAILBOX_PORT' },
    otherPorts: { SMTP_PORT: { preferred: 1025, variable: 'MAILBOX_SMTP_PORT' } },
    enabled: ({ environment }) => !environment['SMTP_URL'] && !isProduction(environment),
    // Credentials in .env are for another mail server, FAULTS for the sandbox.
    environment: ({ environment }) => ({
      ...{ SMTP_USER: '', SMTP_PASSWORD: '', FAULTS: environment['MAILBOX_FAULTS'] ?? '' },
    }),
  },
  {
    name: 'carrier-sandbox',
    layer: 'external',
    port: { preferred: 3011, variable: 'CARRIER_SANDBOX_PORT' },
    enabled: ({ environment }) => usesCarrierSandbox(environment),
    environment: ({ carrier, urls, dataDir, environment }) => ({
      API_KEY: carrier.key ?? '',
      WEBHOOK_SECRET: carrier.webhookSecret ?? '',
      WEBHOOK_URL: `${urls['shipping-ms']}/carrier-events`,
      DATA_DIR: `${dataDir}/carrier-sandbox`,
      FAULTS: environment['CARRIER_FAULTS'] ?? '',
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
    environment: ({ environment }) =>
      isProduction(environment)
        ? {}
        : {
            ...developmentLimits(environment, openOrderLimits, '0'),
            SELLER_COUNTRY: environment['SELLER_COUNTRY'] ?? 'DE',
          },
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
        environment['STRIPE_SUCCESS_URL'] ?? `${urls['client-gateway']}/orders/{ORDER_ID}?from=checkout`,
      STRIPE_CANCEL_URL:
        environment['STRIPE_CANCEL_URL'] ?? `${urls['client-gateway']}/orders/{ORDER_ID}?cancelled=1`,
      ...stripeApi(environment['STRIPE_API_URL'] ?? urls['stripe-sandbox']),
      ...(environment['STRIPE_SHOP'] && { STRIPE_SHOP: environment['STRIPE_SHOP'] }),
    }),
  },
  {
    name: 'notifications-ms',
    layer: 'core',
    keys: ['SERVICE_KEY', 'NOTIFICATION_TOKEN_SECRET'],
    port: { preferred: 3006, variable: 'NOTIFICATIONS_MS_PORT' },
    database: { name: 'notifications', role: 'notifications_ms' },
    environment: ({ urls, smtpUrl, environment }) => ({
      STAFF_EMAILS: environment['STAFF_EMAILS'] ?? 'staff@orderwire.example',
      ...storefrontUrl(environment, urls),
      ...(smtpUrl && { SMTP_URL: smtpUrl }),
      ...publicUrl(environment['NOTIFICATIONS_PUBLIC_URL'] ?? urls['notifications-ms']),
      // Developers receive webhooks on their own machine.
      ...(isProduction(environment)
        ? {}
        : developmentLimits(environment, ['WEBHOOK_PRIVATE_NETWORKS'], 'true')),
    }),
  },
  {
    name: 'invoices-ms',
    layer: 'core',
    keys: ['SERVICE_KEY'],
    port: { preferred: 3009, variable: 'INVOICES_MS_PORT' },
    database: { name: 'invoices', role: 'invoices_ms' },
    environment: ({ dataDir, environment }) => ({
      INVOICE_FOLDER: environment['INVOICE_FOLDER'] ?? `${dataDir}/invoices`,
      ...bucketOf(environment),
    }),
  },
  {
    name: 'shipping-ms',
    layer: 'core',
    keys: ['SERVICE_KEY'],
    port: { preferred: 3010, variable: 'SHIPPING_MS_PORT' },
    database: { name: 'shipping', role: 'shipping_ms' },
    environment: ({ carrier: { url, key, webhookSecret } }) => ({
      ...(url && { CARRIER_API_URL: url }),
      ...(key && { CARRIER_API_KEY: key }),
      ...(webhookSecret && { CARRIER_WEBHOOK_SECRET: webhookSecret }),
    }),
  },
  {
    name: 'insights-ms',
    layer: 'core',
    keys: ['SERVICE_KEY'],
    port: { preferred: 3012, variable: 'INSIGHTS_MS_PORT' },
    database: { name: 'insights', role: 'insights_ms' },
  },
  {
    name: 'client-gateway',
    layer: 'edge',
    port: { preferred: 3000, variable: 'CLIENT_GATEWAY_PORT' },
    keys: ['SERVICE_KEY'],
    environment: ({ environment }) => ({
      STOREFRONT_DIR: environment['STOREFRONT_DIR'] ?? join(repositoryRoot, 'storefront', 'dist'),
      ...(isProduction(environment) ? {} : developmentLimits(environment, rateLimits, '1000000')),
    }),
  },
];

/** Production, and a carrier of the user's own, have no sandbox. */
export const usesCarrierSandbox = (environment: Environment): boolean =>
  !environment['CARRIER_API_URL'] && !environment['CARRIER_API_KEY'] && !isProduction(environment);

/** Another Stripe API than Stripe's own: the user's, such as a proxy, or the sandbox. */
const stripeApi = (url: string | undefined): Environment => (url ? { STRIPE_API_URL: url } : {});

/** The user's, which production requires to be https, or that of the process. */
const publicUrl = (url: string | undefined): Environment => (url ? { PUBLIC_URL: url } : {});

/** Production names the address that its shoppers reach. */
const storefrontUrl = (environment: Environment, urls: Record<string, string>): Environment => {
  const url =
    environment['STOREFRONT_URL'] ?? (isProduction(environment) ? undefined : urls['client-gateway']);
  return url ? { STOREFRONT_URL: url } : {};
};

/** The bucket of documents, which invoices-ms alone reaches. */
const bucketOf = (environment: Environment): Environment =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => name.startsWith('S3_')));

const rateLimits = ['RATE_LIMIT_IP', 'RATE_LIMIT_ACCOUNT', 'RATE_LIMIT_SIGN_IN'];
const openOrderLimits = ['OPEN_ORDERS_PER_ACCOUNT', 'OPEN_ORDERS_PER_NETWORK', 'OPEN_ORDERS_PER_EMAIL'];

/**
 * In development all requests come from one address, and tests and benchmarks leave orders unpaid:
 * the default limits would block them.
 */
const developmentLimits = (environment: Environment, names: readonly string[], limit: string): Environment =>
  Object.fromEntries(names.map((name) => [name, environment[name] ?? limit]));

/** Preferred ports of the two servers, and the variables that change them. */
export const serverPorts = {
  postgres: { preferred: 5432, variable: 'POSTGRES_PORT' },
  nats: { preferred: 4222, variable: 'NATS_PORT' },
};

/** Every port that the launcher assigns, by the process that listens on it. */
export const assignedPorts: readonly { name: string; port: PortSetting }[] = [
  { name: 'PostgreSQL', port: serverPorts.postgres },
  { name: 'NATS', port: serverPorts.nats },
  ...topology.flatMap(({ name, port, otherPorts = {} }) => [
    { name, port },
    ...Object.entries(otherPorts).map(([variable, other]) => ({
      name: `${name} (${variable})`,
      port: other,
    })),
  ]),
];

/** Real Stripe when the user set both keys, the sandbox with generated keys otherwise. */
export function stripeAccess(environment: Environment, secrets: Secrets): StripeAccess {
  const { STRIPE_SECRET: secret, STRIPE_ENDPOINT_SECRET: endpointSecret } = environment;
  if (secret && endpointSecret) return { mode: 'real', secret, endpointSecret };
  return { mode: 'sandbox', ...secrets.stripe };
}
