import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../repository.js';
import { topology } from '../topology.js';
import { consumersFile, natsConfiguration } from './nats-permissions.js';
import { serviceManifests } from './service-manifests.js';

/** `npm run nats:permissions`: needed when a service sends or receives something new. */
const services = topology.filter(({ layer }) => layer !== 'external').map(({ name }) => name);
const manifests = serviceManifests(repositoryRoot, services);
const files = {
  'permissions.conf': natsConfiguration(manifests),
  'consumers.json': consumersFile(manifests),
};
for (const [name, text] of Object.entries(files)) {
  const file = join(repositoryRoot, 'deploy', 'nats', name);
  writeFileSync(file, text);
  console.log(`written: ${file}`);
}
