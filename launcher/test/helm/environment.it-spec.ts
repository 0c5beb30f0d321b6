import { afterAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceSchemas } from '../../src/doctor/check-environment.js';
import { repositoryRoot } from '../../src/repository.js';
import { helm, installations, objectsOf, podsOf, template } from './chart.js';
import { serviceTable } from './service-table.js';

const withHelm = helm ? describe : describe.skip;
const schemas = await serviceSchemas();
const random = () => randomBytes(24).toString('hex');

/** The Secrets of an operator, by name. */
const folder = mkdtempSync(join(tmpdir(), 'orderwire-environment-'));
afterAll(() => rmSync(folder, { recursive: true }));
const secrets = operatorSecrets();

withHelm.each(Object.keys(installations))('with the values %s', (name) => {
  it('every service accepts the environment and the secrets that its pod has', async () => {
    const objects = objectsOf(await template(installations[name as keyof typeof installations]));
    const pods = new Map(podsOf(objects));
    for (const service of Object.keys(serviceTable())) {
      const full = `shop-orderwire-${service}`;
      const config = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === full);
      const mounted = pods
        .get(`Deployment ${full}`)
        ?.volumes?.flatMap((each) => each.projected?.sources ?? []);
      const values: Record<string, string> = { ...config?.data };
      for (const { secret } of mounted ?? [])
        for (const { key } of secret.items) {
          expect(values[`${key}_FILE`]).toBe(`/run/secrets/${key}`);
          values[key] = secrets.get(secret.name)?.[key] ?? random();
        }
      const files = Object.keys(values).filter((key) => key.endsWith('_FILE'));
      expect(files.filter((file) => !values[file.replace(/_FILE$/, '')])).toEqual([]);
      const { error } = schemas.get(service)!.validate(values, { abortEarly: false, allowUnknown: true });
      expect({ service, wrong: error?.details.map(({ message }) => message) ?? [] }).toEqual({
        service,
        wrong: [],
      });
    }
  });
});

function operatorSecrets(): Map<string, Record<string, string>> {
  const program = (file: string, ...args: string[]) =>
    execFileSync(process.execPath, [join(repositoryRoot, 'deploy', file), ...args], { encoding: 'utf8' });
  program('compose/secrets.mjs', '--create', folder);
  const external = {
    stripe_secret: `sk_test_${random()}`,
    stripe_endpoint_secret: `whsec_${random()}`,
    smtp_url: `smtps://shop:${random()}@mail.shop.net:465`,
    carrier_api_key: `EZTK${random()}`,
  };
  for (const [name, value] of Object.entries(external)) writeFileSync(join(folder, name), value);
  const hosts = ['--nats', 'nats.nats:4222', '--postgres', 'orderwire-rw.postgres:5432'];
  const { items } = JSON.parse(program('helm/secrets.mjs', folder, ...hosts)) as {
    items: { metadata: { name: string }; stringData: Record<string, string> }[];
  };
  return new Map(items.map(({ metadata, stringData }) => [metadata.name, stringData]));
}
