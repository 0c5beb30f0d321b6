import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@orderwire/launcher/system';
import type { DurableConsumer } from '@orderwire/platform';

export const servicesWithEvents = [
  'auth-ms',
  'insights-ms',
  'invoices-ms',
  'notifications-ms',
  'orders-ms',
  'payments-ms',
  'products-ms',
  'shipping-ms',
] as const;

const file = join(repositoryRoot, 'deploy', 'nats', 'consumers.json');
/** As the provisioning step creates them; a test of the launcher keeps the file up to date. */
const consumers = JSON.parse(readFileSync(file, 'utf8')) as DurableConsumer[];

/** Durable consumers of these services, and the subject that each of them reads. */
export const consumersOf = (services: readonly string[]): DurableConsumer[] =>
  consumers.filter(({ durable }) =>
    services.some((service) => durable.startsWith(`${service.replaceAll('-', '_')}_`)),
  );
