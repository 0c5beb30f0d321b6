import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../src/repository.js';
import { namesOf, serviceSchemas } from '../../src/doctor/check-environment.js';
import { assignedPorts } from '../../src/topology.js';
import { environmentOf } from './compose-files.js';

const read = (file: string): string => readFileSync(join(repositoryRoot, file), 'utf8');
const services = ['auth-ms', 'products-ms', 'orders-ms', 'payments-ms', 'client-gateway'];
/** Set by the image. */
const settled = ['HOST'];

const schemas = await serviceSchemas();

/** Every name that the configuration of a service reads. */
const readBy = (service: string): string[] => {
  const schema = schemas.get(service);
  return (schema ? namesOf(schema) : []).filter((name) => !name.startsWith('CRASH_POINT'));
};

describe.each(services)('the settings of %s', (service) => {
  it('are declared in its schema', () => {
    expect(readBy(service)).toEqual(
      expect.arrayContaining(['PORT', 'SERVICE_KEY', 'METRICS_PORT', 'LOG_LEVEL']),
    );
  });

  it('are all passed to its container', () => {
    const passed = Object.keys(environmentOf(service));
    const missing = readBy(service).filter(
      (name) => !settled.includes(name) && !passed.includes(name) && !passed.includes(`${name}_FILE`),
    );
    expect(missing).toEqual([]);
  });

  it('contain no unknown name', () => {
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

  it('documents every variable once', () => {
    const taken = services.flatMap((service) =>
      Object.values(environmentOf(service)).flatMap((value) =>
        [...String(value).matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name),
      ),
    );
    expect(taken.length).toBeGreaterThan(10);
    expect([...new Set(taken)].filter((name) => !explained.includes(name))).toEqual([]);
    expect(explained.filter((name, index) => explained.indexOf(name) !== index)).toEqual([]);
  });

  it('documents the ports of `npm start`, which reads the same file', () => {
    expect(explained).toEqual(expect.arrayContaining(assignedPorts.map(({ port }) => port.variable)));
    expect(explained).toEqual(expect.arrayContaining(['ORDERWIRE_EMAIL', 'ORDERWIRE_PASSWORD']));
  });

  it.each(services)('documents and passes on every setting of %s except secrets and addresses', (service) => {
    const fixed = /^(NODE_ENV|PORT|HOST|NATS_SERVERS|DATABASE_URL|SERVICE_KEY|STRIPE_API_URL|\w+_SECRET)$/;
    const settable = readBy(service).filter((name) => !fixed.test(name));
    expect(settable.filter((name) => !explained.includes(name))).toEqual([]);
    for (const name of settable)
      expect(String(environmentOf(service)[name])).toMatch(new RegExp(`^\\$\\{${name}[:}]`));
  });
});
