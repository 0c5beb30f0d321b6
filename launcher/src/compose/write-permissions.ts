import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../repository.js';
import { topology } from '../topology.js';
import { natsConfiguration } from './nats-permissions.js';
import { whoSaysWhat } from './who-says-what.js';

/** `npm run nats:permissions`: after a change of who asks or announces what. */
const services = topology.filter(({ layer }) => layer !== 'external').map(({ name }) => name);
const file = join(repositoryRoot, 'deploy', 'nats', 'permissions.conf');
writeFileSync(file, natsConfiguration(whoSaysWhat(repositoryRoot, services)));
console.log(`written: ${file}`);
