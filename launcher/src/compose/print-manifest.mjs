/**
 * `node print-manifest.mjs orders-ms <folder of its build>`: requests and consumers of one service
 * as JSON. Each service has a process: names of SQL statements are unique per process only.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { GetJwks } from '@orderwire/contracts';
import { declaredEventHandlers, durableNameOf } from '@orderwire/platform';

const [service = '', folder = ''] = process.argv.slice(2);
const file = readdirSync(folder).find((name) => name.endsWith('.module.js'));
if (!file) throw new Error(`${folder} has no *.module.js: run npm run build`);
const exports = await import(pathToFileURL(join(folder, file)).href);
const { requests } = Object.values(exports).find(
  (value) => typeof value === 'function' && 'requests' in value,
);

process.stdout.write(
  JSON.stringify({
    requests: [...new Set([GetJwks, ...requests])]
      .filter(({ owner }) => owner !== service)
      .map(({ subject }) => subject)
      .sort(),
    consumers: declaredEventHandlers().map(({ name, contract: { subject } }) => ({
      durable: durableNameOf(service, name),
      subject,
    })),
  }),
);
// Imported modules may keep timers and pools.
process.exit();
