import { Pool } from 'pg';
import { LiveSession } from '../account/live-session.js';
import { signIn } from '../account/sign-in.js';
import type { Secrets } from '../secrets.js';
import type { SystemState } from '../system/state-file.js';
import { UserError } from '../user-error.js';

/** The running system as the benchmark sees it. */
export interface Target {
  gatewayUrl: string;
  stripeUrl: string;
  stripeSecret: string;
  natsUrl: string;
  /** NATS' own HTTP monitoring, for counting messages. */
  natsMonitorUrl: string;
  /** Superuser's URL: counting statements needs it. */
  adminDatabaseUrl: string;
  databaseUrls: { orders: string; payments: string; products: string };
  /** Root processes by name. */
  processes: Record<string, number>;
  /** Signs the demo staff member in. */
  staff(): Promise<LiveSession>;
  /** Of the benchmark's own accounts. */
  benchPassword: string;
}

export const poolFor = (url: string, max: number): Pool => new Pool({ connectionString: url, max });

/** Reads the target from the running system's state. Throws what is missing. */
export function targetOf(state: SystemState, secrets: Secrets): Target {
  const need = (value: string | undefined, name: string): string => {
    if (value) return value;
    throw new UserError(`The running system has no ${name}: the benchmark needs it.`);
  };
  const database = (service: string): string =>
    need(state.services[service]?.databaseUrl, `database of ${service}`);
  const gatewayUrl = need(state.urls.gateway, 'gateway');
  const staff = state.demo['staff'];
  return {
    gatewayUrl,
    stripeUrl: need(state.urls.stripe, 'Stripe sandbox'),
    stripeSecret: secrets.stripe.secret,
    natsUrl: state.urls.nats,
    natsMonitorUrl: state.urls.natsMonitor,
    adminDatabaseUrl: state.urls.postgres,
    databaseUrls: {
      orders: database('orders-ms'),
      payments: database('payments-ms'),
      products: database('products-ms'),
    },
    processes: state.processes,
    staff: async () => {
      if (!staff)
        throw new UserError('The benchmark needs the demo staff account, which production has not.');
      return new LiveSession(gatewayUrl, await signIn(gatewayUrl, staff));
    },
    benchPassword: secrets.bench,
  };
}
