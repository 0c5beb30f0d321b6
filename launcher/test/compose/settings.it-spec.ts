import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../src/repository.js';
import { serverPorts, topology } from '../../src/topology.js';
import { environmentOf } from './compose-files.js';

const read = (file: string): string => readFileSync(join(repositoryRoot, file), 'utf8');
/** What a joi schema asks for: a name in capitals as key of an object, or of the type beside it. */
const namesIn = (file: string): string[] => [
  ...new Set(
    [...read(file).matchAll(/^\s+([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)\??: /gm)].map(([, name = '']) => name),
  ),
];

const shared = ['platform/src/config/service-config.ts', 'platform/src/metrics/metrics-config.ts'];
const services = ['auth-ms', 'products-ms', 'orders-ms', 'payments-ms', 'client-gateway'];
/** Set by the image, or of no use with one NATS server. */
const settled = ['HOST', 'NATS_REPLICAS'];
const ofDatabases = ['DATABASE_URL', 'DATABASE_POOL', 'EVENT_ACK_WAIT_SECONDS'];

/** Every name that the configuration of a service reads. */
const readBy = (service: string): string[] =>
  [...shared, `${service}/src/config.ts`]
    .flatMap(namesIn)
    .filter((name) => service !== 'client-gateway' || !ofDatabases.includes(name));

describe.each(services)('the settings of %s', (service) => {
  it('are found in its source', () => {
    expect(readBy(service)).toEqual(
      expect.arrayContaining(['PORT', 'SERVICE_KEY', 'METRICS_PORT', 'LOG_LEVEL']),
    );
    expect(namesIn(`${service}/src/config.ts`)).not.toHaveLength(0);
  });

  it('all reach its container', () => {
    const passed = Object.keys(environmentOf(service));
    const missing = readBy(service).filter(
      (name) => !settled.includes(name) && !passed.includes(name) && !passed.includes(`${name}_FILE`),
    );
    expect(missing).toEqual([]);
  });

  it('are names that it reads, none misspelt', () => {
    const known = [...readBy(service), 'STRIPE_API_URL'];
    const strangers = Object.keys(environmentOf(service)).filter(
      (name) => !known.includes(name.replace(/_FILE$/, '')),
    );
    expect(strangers).toEqual([]);
  });
});

describe('.env.template', () => {
  const explained = [...read('.env.template').matchAll(/^(?:# )?([A-Z][A-Z0-9_]*)=/gm)].map(
    ([, name = '']) => name,
  );

  it('explains whatever can be set in .env, once', () => {
    const taken = services.flatMap((service) =>
      Object.values(environmentOf(service)).flatMap((value) =>
        [...String(value).matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name),
      ),
    );
    expect(taken.length).toBeGreaterThan(10);
    expect([...new Set(taken)].filter((name) => !explained.includes(name))).toEqual([]);
    expect(explained.filter((name, index) => explained.indexOf(name) !== index)).toEqual([]);
  });

  it('explains the ports of `npm start` too, which reads the same file', () => {
    const ports = [...topology.map(({ port }) => port), ...Object.values(serverPorts)];
    expect(explained).toEqual(expect.arrayContaining(ports.map(({ variable }) => variable)));
    expect(explained).toEqual(expect.arrayContaining(['ORDERWIRE_EMAIL', 'ORDERWIRE_PASSWORD']));
  });

  it.each(services)('passes every setting of %s that is no secret and no address on', (service) => {
    const fixed =
      /^(NODE_ENV|PORT|HOST|NATS_REPLICAS|NATS_SERVERS|DATABASE_URL|SERVICE_KEY|STRIPE_API_URL|\w+_SECRET)$/;
    const settable = readBy(service).filter((name) => !fixed.test(name));
    expect(settable.filter((name) => !explained.includes(name))).toEqual([]);
    for (const name of settable)
      expect(String(environmentOf(service)[name])).toMatch(new RegExp(`^\\$\\{${name}[:}]`));
  });
});
