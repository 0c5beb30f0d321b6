import { readFileSync, writeFileSync } from 'node:fs';
import { serviceSchemas } from '../doctor/check-environment.js';
import { topology } from '../topology.js';
import { chartFile, json } from './chart-files.js';
import { settingsOf, withServices } from './chart-schema.js';

/** `npm run helm:schema`: needed when a service has a new setting. */
const services = topology.filter(({ layer }) => layer !== 'external').map(({ name }) => name);
const schemas = new Map([...(await serviceSchemas())].filter(([name]) => services.includes(name)));
const schema = JSON.parse(readFileSync(chartFile('values.schema.json'), 'utf8')) as Record<string, unknown>;
writeFileSync(chartFile('values.schema.json'), json(withServices(schema, schemas)));
writeFileSync(chartFile('files/settings.json'), json(settingsOf(schemas)));
// Imported configurations may keep timers.
process.exit();
