import type { Logger } from 'pino';
import type { Config } from './config.js';
import type { FaultInjector } from './faults/fault-injector.js';
import type { EventRecord } from './store/records.js';
import type { Store } from './store/store.js';

/** Publishes events to all webhooks. */
export interface Publisher {
  publish(description: string, result: object): void;
  /** Posts an event again, also one that was dropped. */
  resend(event: EventRecord): void;
}

/** What the routes and operations work on. */
export interface Core {
  config: Config;
  store: Store;
  faults: FaultInjector;
  deliveries: Publisher;
  log: Logger;
  /** Start of `public_url`, without a slash at the end. */
  publicUrl(): string;
  /** Start of `label_url`, without a slash at the end. */
  labelUrl(): string;
}

/** The dates of a new record. */
export function dated(): { createdAt: string; updatedAt: string } {
  const now = new Date().toISOString();
  return { createdAt: now, updatedAt: now };
}
