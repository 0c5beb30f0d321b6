import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { readConfig } from '../src/config.js';
import { Core } from '../src/core.js';
import { Store } from '../src/store/store.js';
import { Deliveries } from '../src/webhooks/deliveries.js';
import { buildServer } from '../src/api/server.js';

const DAY = 24 * 3600 * 1000;

/**
 * A server whose disk refuses to write on demand: the request then crashes while it is carried out.
 */
describe('a request that crashes', () => {
  let app: FastifyInstance;
  let core: Core;
  let url: string;
  let broken: boolean;
  let now: number;

  beforeEach(async () => {
    [broken, now] = [false, Date.UTC(2026, 5, 15)];
    const config = readConfig({
      STRIPE_SECRET: 'sk_test_x',
      STRIPE_ENDPOINT_SECRET: 'whsec_x',
      LOG_LEVEL: 'silent',
    });
    core = new Core(config, Store.open(undefined), pino({ level: 'silent' }), () => now);
    const commit = core.store.commit.bind(core.store);
    core.store.commit = (operations) => {
      if (broken && operations.some(({ op }) => op === 'put')) throw new Error('disk full');
      commit(operations);
    };
    app = buildServer(core, new Deliveries(core));
    url = await app.listen({ host: '127.0.0.1', port: 0 });
  });

  afterEach(() => app.close());

  const create = async (
    key: string,
    body = 'email=a%40b.co',
  ): Promise<{ status: number; replayed: boolean }> => {
    const response = await fetch(`${url}/v1/customers`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer sk_test_x',
        'content-type': 'application/x-www-form-urlencoded',
        'idempotency-key': key,
      },
      body,
    });
    await response.text();
    return { status: response.status, replayed: response.headers.get('idempotent-replayed') === 'true' };
  };

  it('answers 500 once and the same 500 to every repetition of its key', async () => {
    broken = true;
    expect(await create('k')).toEqual({ status: 500, replayed: false });
    broken = false;
    expect(await create('k')).toEqual({ status: 500, replayed: true });
    expect(await create('another')).toEqual({ status: 200, replayed: false });
  });

  it('leaves nothing behind', async () => {
    broken = true;
    await create('k');
    expect(core.store.rows.customer.size).toBe(0);
    expect(core.store.events.size).toBe(0);
  });

  it('expires a key after 24 hours', async () => {
    await create('k');
    now += DAY - 1;
    expect(await create('k')).toEqual({ status: 200, replayed: true });
    now += 1;
    expect(await create('k')).toEqual({ status: 200, replayed: false });
    core.store.forgetAnswers(now);
    expect(core.store.rows.customer.size).toBe(2);
  });

  it('stores no refused parameter: the corrected request may use the key again', async () => {
    expect((await create('k', 'email=nonsense')).status).toBe(400);
    expect(await create('k')).toEqual({ status: 200, replayed: false });
  });
});
