import { main } from '@orderwire/platform';
import { readConfig } from './config.js';
import { startGateway } from './start-gateway.js';

await main(() => startGateway(readConfig()));
