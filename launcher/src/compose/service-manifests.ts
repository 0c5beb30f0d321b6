import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { allEvents, allRpcs } from '@orderwire/contracts';

/** What one service does with NATS. Subjects are sorted. */
export interface ServiceManifest {
  readonly service: string;
  /** Subjects of the requests that it handles. */
  readonly handles: readonly string[];
  /** Subjects of the requests that it sends to other services. */
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
    publishes: ownSubjects(allEvents(), service),
    ...moduleManifest(root, service),
  }));

/** RpcClient refuses requests, and platform runs no handlers, that are not in this result. */
function moduleManifest(root: string, service: string): Pick<ServiceManifest, 'requests' | 'consumers'> {
  const script = join(root, 'launcher', 'src', 'compose', 'print-manifest.mjs');
  const json = execFileSync(process.execPath, [script, service, join(root, service, 'dist')], {
    encoding: 'utf8',
  });
  return JSON.parse(json) as Pick<ServiceManifest, 'requests' | 'consumers'>;
}

const ownSubjects = (
  contracts: ReadonlyMap<string, { readonly subject: string; readonly owner: string | undefined }>,
  service: string,
): string[] =>
  [...contracts.values()]
    .filter(({ owner }) => owner === service)
    .map(({ subject }) => subject)
    .sort();
