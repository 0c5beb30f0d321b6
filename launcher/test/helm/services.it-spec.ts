import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { namesOf, serviceSchemas } from '../../src/doctor/check-environment.js';
import { chartFile, json } from '../../src/helm/chart-files.js';
import { isSecret, optionalSecrets, settingsOf, withServices } from '../../src/helm/chart-schema.js';
import { topology, webhookEvents } from '../../src/topology.js';
import { exampleFile, serviceTable } from './chart.js';

const services = topology.filter(({ layer }) => layer !== 'external');
const schemas = new Map(
  [...(await serviceSchemas())].filter(([name]) => services.some((service) => service.name === name)),
);
const table = serviceTable();
const rowOf = (name: string) => table[name]!;
const schemaOf = (name: string) => schemas.get(name)!;
const read = (file: string): string => readFileSync(chartFile(file), 'utf8');

/** Names that production misses when nothing is set. */
const requiredOf = (name: string): string[] =>
  (schemaOf(name).validate({ NODE_ENV: 'production' }, { abortEarly: false }).error?.details ?? [])
    .filter(({ type }) => type === 'any.required')
    .map(({ path }) => String(path[0]));

describe('the chart', () => {
  it('has exactly the services of the topology', () => {
    expect(Object.keys(table).sort()).toEqual(services.map(({ name }) => name).sort());
    const { services: values } = parse(read('values.yaml')) as { services: object };
    expect(Object.keys(values).sort()).toEqual(Object.keys(table).sort());
  });

  it('accepts exactly the settings that the services read: npm run helm:schema writes them', () => {
    expect(read('files/settings.json')).toBe(json(settingsOf(schemas)));
    const schema = read('values.schema.json');
    expect(schema).toBe(json(withServices(JSON.parse(schema) as Record<string, unknown>, schemas)));
  });

  it.each(services.map(({ name }) => name))('passes every variable of %s, or knows why not', (name) => {
    const row = rowOf(name);
    const given = [
      ...['NODE_ENV', 'PORT', 'METRICS_PORT', 'SERVICE_KEY', 'NATS_SERVERS'],
      ...(row.database ? ['DATABASE_URL'] : []),
      ...[row.secrets, row.optionalSecrets, row.required].flatMap((names) => names ?? []),
      ...[row.defaults, row.development].flatMap((values) => Object.keys(values ?? {})),
      ...settingsOf(schemas)[name]!,
    ];
    // HOST and STOREFRONT_DIR are set by the image, failpoints are refused in production.
    const others = /^(HOST|STOREFRONT_DIR|CRASH_POINT.*)$/;
    const wanted = namesOf(schemaOf(name)).filter((each) => !others.test(each));
    expect([...new Set(given)].sort()).toEqual(wanted.sort());
  });

  it.each(services.map(({ name }) => name))('reads the secrets of %s from files', (name) => {
    const { database, secrets = [], optionalSecrets: optional = [] } = rowOf(name);
    const own = [
      ...secrets,
      ...optional,
      'SERVICE_KEY',
      'NATS_SERVERS',
      ...(database ? ['DATABASE_URL'] : []),
    ];
    expect(own.sort()).toEqual(namesOf(schemaOf(name)).filter(isSecret).sort());
    expect([...optional].sort()).toEqual(optionalSecrets(schemaOf(name)));
  });

  it.each(services)('requires the settings of $name that production requires', ({ name }) => {
    const { required = [] } = rowOf(name);
    const settable = requiredOf(name).filter((each) => each !== 'PORT' && !isSecret(each));
    expect([...required].sort()).toEqual(settable.sort());
  });

  it.each(services)('gives $name the port of the topology, and a database where it has one', (service) => {
    const { port, database = false } = rowOf(service.name);
    expect({ port, database }).toEqual({
      port: service.port.preferred,
      database: service.database !== undefined,
    });
  });

  it('has the stand-ins of the topology, with the events that payments-ms needs', () => {
    const standIns = parse(read('files/development.yaml')) as Record<
      string,
      { environment: Record<string, string> }
    >;
    const external = topology.filter(({ layer }) => layer === 'external').map(({ name }) => name);
    expect(Object.keys(standIns).sort()).toEqual(external.sort());
    expect(standIns['stripe-sandbox']?.environment['WEBHOOK_EVENTS']).toBe(
      webhookEvents.map((prefix) => `${prefix}*`).join(','),
    );
  });

  it('names a role and a database of CloudNativePG for each service', () => {
    const { cluster, databases } = parse(readFileSync(exampleFile('values-cnpg.yaml'), 'utf8')) as {
      cluster: { roles: { name: string }[]; postgresql: { pg_hba: string[] } };
      databases: { name: string; owner: string }[];
    };
    const wanted = services.flatMap(({ database }) => database ?? []);
    expect(databases.map(({ name, owner }) => ({ name, role: owner }))).toEqual(
      expect.arrayContaining(wanted),
    );
    expect(cluster.roles.map(({ name }) => name).sort()).toEqual(wanted.map(({ role }) => role).sort());
    expect(cluster.postgresql.pg_hba).toEqual(
      expect.arrayContaining(wanted.map(({ name, role }) => `host ${name} ${role} all scram-sha-256`)),
    );
  });
});
