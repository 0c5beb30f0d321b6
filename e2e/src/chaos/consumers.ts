import { repositoryRoot, serviceManifests } from '@orderwire/launcher/system';

export const servicesWithEvents = ['auth-ms', 'orders-ms', 'payments-ms', 'products-ms'] as const;

let manifests: ReturnType<typeof serviceManifests> | undefined;

/** Durable consumers of these services, and the subject that each of them reads. */
export function consumersOf(services: readonly string[]): { durable: string; subject: string }[] {
  // Reading a manifest starts a process per service, so it is done once and not at import.
  manifests ??= serviceManifests(repositoryRoot, servicesWithEvents);
  return manifests.filter(({ service }) => services.includes(service)).flatMap(({ consumers }) => consumers);
}
