import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { GetOutbox, ListConsumers, type Owner, owners } from '@orderwire/contracts';
import { admin, GatewayWorld, staff } from './gateway-world.js';

describe('operations', () => {
  let world: GatewayWorld;
  beforeAll(async () => void (world = await GatewayWorld.create()));
  beforeEach(() => world.fake.reset());
  afterAll(() => world.close());

  const call = async (method: string, path: string, body?: unknown, headers = {}) =>
    world.call(method, `/api/v1/operations${path}`, body, { ...(await world.as(staff)), ...headers });

  describe('streams', () => {
    const consumerOf = (service: Owner) => ({ service, consumer: `${service}_ms_x`, state: 'active' });
    const stubConsumers = (stream: object | null) => {
      for (const service of owners)
        world.stub(ListConsumers[service], () => ({ service, stream, consumers: [consumerOf(service)] }));
    };

    it('have the consumers of all services, by name; a service that is down is named', async () => {
      stubConsumers({ name: 'orderwire_events', messages: 3 });
      await world.fake.stop(ListConsumers.products);
      const { json } = await call('GET', '/streams');
      const consumers = owners
        .filter((each) => each !== 'products')
        .sort()
        .map(consumerOf);
      expect(json).toEqual({
        data: [{ name: 'orderwire_events', messages: 3, consumers }],
        unavailable: ['products'],
      });
    });

    it('are none while the stream does not exist', async () => {
      stubConsumers(null);
      expect((await call('GET', '/streams')).json['data']).toEqual([]);
    });

    it('show the outbox of each service', async () => {
      for (const service of owners) world.stub(GetOutbox[service], () => ({ service, unpublished: 0 }));
      await world.fake.stop(GetOutbox.orders);
      const { json } = await call('GET', '/outbox');
      expect(json['data']).toHaveLength(owners.length - 1);
      expect(json['unavailable']).toEqual(['orders']);
    });
  });

  describe('a consumer', () => {
    it.each([
      ['pause', { minutes: 30 }, 'notifications.pause_consumer'],
      ['resume', undefined, 'notifications.resume_consumer'],
    ])('is addressed by its name: %s', async (verb, body, subject) => {
      const path = `/consumers/notifications_ms_confirm_payment/${verb}`;
      const { json } = await call('POST', path, body, await world.as(admin));
      expect(json).toEqual({ answeredBy: subject });
      expect(world.fake.last?.request).toEqual({ consumer: 'notifications_ms_confirm_payment', ...body });
    });

    it('of no service is not found, and staff who are no admins change none', async () => {
      const unknown = await call('POST', '/consumers/mailer_x/resume', undefined, await world.as(admin));
      expect([unknown.status, unknown.json['code']]).toEqual([404, 'consumers.not_found']);
      expect((await call('POST', '/consumers/orders_ms_x/pause', { minutes: 1 })).status).toBe(403);
      expect(world.fake.calls).toEqual([]);
    });
  });
});
