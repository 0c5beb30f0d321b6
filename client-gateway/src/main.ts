import { main } from '@orderwire/platform';
import { readConfig } from './config.js';
import { startGateway } from './gateway.module.js';

await main(() => startGateway(readConfig()));
