import { repositoryRoot, serviceManifests } from '@orderwire/launcher/system';

const manifests = serviceManifests(repositoryRoot, ['auth-ms', 'orders-ms', 'payments-ms', 'products-ms']);

/** Durable consumers of these services, and the subject that each of them reads. */
export const consumersOf = (services: readonly string[]): { durable: string; subject: string }[] =>
  manifests.filter(({ service }) => services.includes(service)).flatMap(({ consumers }) => consumers);
