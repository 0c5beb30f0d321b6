import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { allEvents, allRpcs, namesCaller } from '@orderwire/contracts';

/** What one service does with NATS. Subjects are sorted. */
export interface ServiceManifest {
  readonly service: string;
  /** Subjects of the requests that it handles. */
  readonly handles: readonly string[];
  /** Subjects of the requests whose contracts name it among their callers; auth-ms reads its own keys. */
  readonly requests: readonly string[];
  /** Subjects of the events that it publishes. */
  readonly publishes: readonly string[];
  /** Its durable consumers, in the order of their handlers. */
  readonly consumers: readonly { readonly durable: string; readonly subject: string }[];
}

/** Reads the manifests from the contracts and from the built modules of the services. */
export const serviceManifests = (root: string, services: readonly string[]): ServiceManifest[] =>
  services.map((service) => ({
    service,
    handles: ownSubjects(allRpcs(), service),
    requests: requestsOf(service),
    publishes: ownSubjects(allEvents(), service),
    consumers: consumersOf(root, service),
  }));

/** Platform runs no event handlers that are not in this result. */
function consumersOf(root: string, service: string): ServiceManifest['consumers'] {
  const script = join(root, 'launcher', 'src', 'compose', 'print-manifest.mjs');
  const json = execFileSync(process.execPath, [script, service, join(root, service, 'dist')], {
    encoding: 'utf8',
  });
  return JSON.parse(json) as ServiceManifest['consumers'];
}

/** RpcClient refuses requests that are not in this result. */
const requestsOf = (service: string): string[] =>
  [...allRpcs().values()]
    .filter(({ callers }) => namesCaller(callers, service))
    .map(({ subject }) => subject)
    .sort();

const ownSubjects = (
  contracts: ReadonlyMap<string, { readonly subject: string; readonly owner: string | undefined }>,
  service: string,
): string[] =>
  [...contracts.values()]
    .filter(({ owner }) => owner === service)
    .map(({ subject }) => subject)
    .sort();
