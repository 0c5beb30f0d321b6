import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../repository.js';
import { topology } from '../topology.js';
import { natsConfiguration } from './nats-permissions.js';
import { serviceManifests } from './service-manifests.js';

/** `npm run nats:permissions`: needed when a service sends or receives something new. */
const services = topology.filter(({ layer }) => layer !== 'external').map(({ name }) => name);
const file = join(repositoryRoot, 'deploy', 'nats', 'permissions.conf');
writeFileSync(file, natsConfiguration(serviceManifests(repositoryRoot, services)));
console.log(`written: ${file}`);
