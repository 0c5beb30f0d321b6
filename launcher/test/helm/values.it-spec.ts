import { describe, expect, it } from '@jest/globals';
import { helm, installations, objectsOf, template } from './chart.js';

const withHelm = helm ? describe : describe.skip;

withHelm('the values', () => {
  it.each([
    ['an unknown key', 'replicas=2'],
    ['an unknown service', 'services.basket-ms={}'],
    ['a misspelled key of a service', 'services.orders-ms.replica=2'],
    ['a misspelled setting', 'services.orders-ms.settings.SESION_MINUTES=60'],
    ["another service's setting", 'services.products-ms.settings.SESSION_MINUTES=60'],
    ['a number out of its range', 'services.orders-ms.settings.SESSION_MINUTES=5'],
    ['a text for a number', 'services.orders-ms.settings.SESSION_MINUTES="an hour"'],
    ['a number for a text', 'services.invoices-ms.settings.SELLER_POSTAL_CODE=20095'],
    ['a secret as a setting', 'services.payments-ms.settings.STRIPE_SECRET="sk_test_1"'],
    [
      'a setting that one service must not have for itself',
      'services.payments-ms.settings.EVENT_ACK_WAIT_SECONDS=9',
    ],
    [
      'an optional secret that the service does not read',
      'services.orders-ms.optionalSecrets=["SMS_AUTH_TOKEN"]',
    ],
    ['a level of the log that does not exist', 'settings.LOG_LEVEL="verbose"'],
    ['an address in place of a host', 'hosts.gateway="https://shop.example"'],
    ['two copies of a stream', 'provisioner.streamReplicas=2'],
    ['a digest that is none', 'image.digests={"orders-ms":"latest"}'],
    ['memory without a unit that exists', 'services.orders-ms.resources.limits.memory="384MB"'],
    ['a port above 65535', 'metrics.port=70000'],
  ])('refuse %s', async (_what, json) => {
    await expect(template(installations.minimal, json)).rejects.toThrow(
      /values don't meet the specifications/,
    );
  });

  it('name every missing setting of a service', async () => {
    await expect(template([])).rejects.toThrow(
      'invoices-ms needs the settings SELLER_NAME, SELLER_LINE1, SELLER_POSTAL_CODE, SELLER_CITY, SELLER_COUNTRY, ',
    );
  });

  it('set a shared setting for the services that read it, and one of a service over it', async () => {
    const text = await template(
      installations.minimal,
      'settings.DATABASE_POOL=12',
      'services.orders-ms.settings.DATABASE_POOL=20',
    );
    const poolOf = (service: string) =>
      objectsOf(text).find(
        ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === `shop-orderwire-${service}`,
      )?.data?.['DATABASE_POOL'];
    expect(['products-ms', 'orders-ms', 'client-gateway'].map(poolOf)).toEqual(['12', '20', undefined]);
  });

  it('write large numbers without an exponent', async () => {
    const text = await template(
      installations.minimal,
      'services.client-gateway.settings.RATE_LIMIT_IP=1000000',
    );
    expect(text).toContain('RATE_LIMIT_IP: "1000000"');
  });

  it('take a digest in place of the tag', async () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const text = await template(installations.minimal, `image.digests={"orders-ms":"${digest}"}`);
    expect(text).toContain(`image: orderwire/orders-ms@${digest}`);
    expect(text).toContain('image: orderwire/payments-ms:0.1.0');
  });

  it('restart a service whose settings changed, and no other', async () => {
    const checksums = (text: string) =>
      objectsOf(text)
        .filter(({ kind }) => kind === 'Deployment')
        .map(({ metadata, spec }) => {
          const { template: pod } = spec as unknown as { template: { metadata: { annotations: object } } };
          return [metadata.name, JSON.stringify(pod.metadata.annotations)] as const;
        });
    const before = new Map(checksums(await template(installations.minimal)));
    const after = checksums(
      await template(installations.minimal, 'services.orders-ms.settings.PAY_WITHIN_HOURS=48'),
    );
    const changed = after.filter(([name, annotations]) => before.get(name) !== annotations);
    expect(changed.map(([name]) => name)).toEqual(['shop-orderwire-orders-ms']);
  });
});
