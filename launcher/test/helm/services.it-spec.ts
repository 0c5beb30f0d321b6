import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { namesOf, serviceSchemas } from '../../src/doctor/check-environment.js';
import { chartFile, json } from '../../src/helm/chart-files.js';
import { isSecret, optionalSecrets, settingsOf, withServices } from '../../src/helm/chart-schema.js';
import { repositoryRoot } from '../../src/repository.js';
import { topology, webhookEvents } from '../../src/topology.js';
import { exampleFile, serviceTable } from './service-table.js';

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

describe('deploy/helm/secrets.mjs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'orderwire-secrets-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const program = (file: string, ...args: string[]) =>
    execFileSync(process.execPath, [join(repositoryRoot, 'deploy', file), ...args], { encoding: 'utf8' });
  const secretsOf = (...args: string[]) =>
    (
      JSON.parse(program('helm/secrets.mjs', folder, ...args)) as {
        items: { metadata: { name: string }; stringData: Record<string, string> }[];
      }
    ).items;

  beforeAll(() => {
    program('compose/secrets.mjs', '--create', folder);
    for (const name of ['stripe_secret', 'stripe_endpoint_secret', 'smtp_url', 'carrier_api_key'])
      writeFileSync(join(folder, name), 'of the operator');
  });

  it('makes every Secret of the chart with the keys that it needs, from the secrets of Compose', () => {
    const keys = new Map(
      secretsOf().map(({ metadata, stringData }) => [metadata.name, Object.keys(stringData)]),
    );
    for (const [name, { database, secrets = [] }] of Object.entries(table))
      expect(keys.get(`shop-orderwire-${name}`)).toEqual(
        expect.arrayContaining(['NATS_SERVERS', ...(database ? ['DATABASE_URL'] : []), ...secrets]),
      );
    expect(keys.get('shop-orderwire-shared')).toEqual(['SERVICE_KEY']);
    expect(keys.get('shop-orderwire-provisioner')).toEqual(['NATS_SERVERS']);
    expect(keys.size).toBe(Object.keys(table).length + 2);
  });

  it('writes the hosts of the cluster into the URLs', () => {
    const orders = secretsOf('--nats', 'nats.nats:4222', '--postgres', 'orderwire-rw.postgres:5432').find(
      ({ metadata }) => metadata.name === 'shop-orderwire-orders-ms',
    );
    expect(orders?.stringData['NATS_SERVERS']).toMatch(/^nats:\/\/orders-ms:\w+@nats\.nats:4222/);
    expect(orders?.stringData['DATABASE_URL']).toMatch(/@orderwire-rw\.postgres:5432\/orders$/);
  });

  it('gives NATS a password of every user, and CloudNativePG the Secrets that its example names', () => {
    const [nats] = secretsOf('--for', 'nats');
    const named = [...readFileSync(exampleFile('values-nats.yaml'), 'utf8').matchAll(/<< \$(\w+) >>/g)].map(
      ([, name]) => name,
    );
    const given = nats?.stringData['nats_passwords']?.split('\n').map((line) => line.split(':')[0]);
    expect(given?.sort()).toEqual(named.sort());
    const postgres = readFileSync(exampleFile('values-cnpg.yaml'), 'utf8');
    for (const { metadata } of secretsOf('--for', 'postgres'))
      expect(postgres).toContain(`passwordSecret: { name: ${metadata.name} }`);
  });
});

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
