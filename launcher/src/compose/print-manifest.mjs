/**
 * `node print-manifest.mjs orders-ms <folder of its build>`: the consumers of one service
 * as JSON. Each service has a process: names of SQL statements are unique per process only.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { declaredEventHandlers, durableNameOf } from '@orderwire/platform';

const [service = '', folder = ''] = process.argv.slice(2);
const file = readdirSync(folder).find((name) => name.endsWith('.module.js'));
if (!file) throw new Error(`${folder} has no *.module.js: run npm run build`);
await import(pathToFileURL(join(folder, file)).href);

const consumers = declaredEventHandlers().map(({ name, contract: { subject } }) => ({
  durable: durableNameOf(service, name),
  subject,
}));
process.stdout.write(JSON.stringify(consumers));
// Imported modules may keep timers and pools.
process.exit();
