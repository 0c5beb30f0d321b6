import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../repository.js';
import { topology } from '../topology.js';
import { natsChartValues } from '../helm/nats-values.js';
import { consumersFile, natsConfiguration } from './nats-permissions.js';
import { serviceManifests } from './service-manifests.js';

/** `npm run nats:permissions`: needed when a service sends or receives something new. */
const services = topology.filter(({ layer }) => layer !== 'external').map(({ name }) => name);
const manifests = serviceManifests(repositoryRoot, services);
const files = {
  'nats/permissions.conf': natsConfiguration(manifests),
  'nats/consumers.json': consumersFile(manifests),
  'helm/examples/values-nats.yaml': natsChartValues(manifests),
};
for (const [name, text] of Object.entries(files)) {
  const file = join(repositoryRoot, 'deploy', name);
  writeFileSync(file, text);
  console.log(`written: ${file}`);
}
