import { Pool } from 'pg';
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
}

export const poolFor = (url: string, max: number): Pool => new Pool({ connectionString: url, max });

/** Reads the target from the running system's state. Throws what is missing. */
export function targetOf(state: SystemState, stripeSecret: string): Target {
  const need = (value: string | undefined, name: string): string => {
    if (value) return value;
    throw new UserError(`The running system has no ${name}: the benchmark needs it.`);
  };
  const database = (service: string): string =>
    need(state.services[service]?.databaseUrl, `database of ${service}`);
  return {
    gatewayUrl: need(state.urls.gateway, 'gateway'),
    stripeUrl: need(state.urls.stripe, 'Stripe sandbox'),
    stripeSecret,
    natsUrl: state.urls.nats,
    natsMonitorUrl: state.urls.natsMonitor,
    adminDatabaseUrl: state.urls.postgres,
    databaseUrls: {
      orders: database('orders-ms'),
      payments: database('payments-ms'),
      products: database('products-ms'),
    },
    processes: state.processes,
  };
}
