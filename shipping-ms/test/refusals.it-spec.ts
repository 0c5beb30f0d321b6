import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Metrics } from '@orderwire/platform';
import { ShippingWorld } from './shipping-world.js';

let world: ShippingWorld;
let nonsense: Server;
beforeAll(async () => {
  world = await ShippingWorld.create();
  nonsense = createServer(({ url }, response) => {
    if (url?.startsWith('/nul')) return response.writeHead(401).end('{"error":{"message":"no\\u0000 key"}}');
    return response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":7,"rates":"many"}');
  });
  await new Promise<void>((resolve) => nonsense.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await world.close();
  nonsense.closeAllConnections();
  await new Promise((resolve) => nonsense.close(resolve));
});

describe('a carrier that', () => {
  it('refuses our key makes parcels wait: no staff can correct their addresses', async () => {
    const replica = await world.startReplica({ CARRIER_API_KEY: 'wrong' });
    const orderId = await world.paid();
    await world.process(replica);
    const waiting = await world.shipment(orderId);
    expect(waiting).toMatchObject({ status: 'pending', attempts: 0 });
    expect(waiting.problem).toBe('The carrier refuses our account: The API key is invalid.');
    await world.stop(replica);
    await world.whenDue();
    await world.process();
    expect((await world.shipment(orderId)).status).toBe('label_purchased');
  });

  it('has a NUL in its words makes parcels wait as well', async () => {
    const { port } = nonsense.address() as AddressInfo;
    const replica = await world.startReplica({ CARRIER_API_URL: `http://127.0.0.1:${port}/nul` });
    const orderId = await world.paid();
    await world.process(replica);
    expect((await world.shipment(orderId)).problem).toBe('The carrier refuses our account: no key');
    await world.stop(replica);
    await world.whenDue();
    await world.process();
    expect((await world.shipment(orderId)).status).toBe('label_purchased');
  });

  it('answers something else is asked again later, and the circuit stays closed', async () => {
    const { port } = nonsense.address() as AddressInfo;
    const replica = await world.startReplica({ CARRIER_API_URL: `http://127.0.0.1:${port}/v2` });
    const orderIds = await Promise.all(Array.from({ length: 8 }, () => world.paid()));
    await world.process(replica);
    for (const orderId of orderIds)
      expect(await world.shipment(orderId)).toMatchObject({ status: 'pending', attempts: 1 });
    const { body } = await replica.app.get(Metrics, { strict: false }).page();
    expect(body).toMatch(/orderwire_shipping_carrier_circuit_open\{[^}]*\} 0/);
    await world.stop(replica);
    await world.whenDue();
    await world.process();
    for (const orderId of orderIds) expect((await world.shipment(orderId)).status).toBe('label_purchased');
  });
});

describe('the metrics', () => {
  it('count parcels by status and requests by outcome', async () => {
    const { body } = await world.get(Metrics).page();
    expect(body).toMatch(/orderwire_shipping_parcels\{kind="shipment",status="label_purchased"[^}]*\} 10/);
    expect(body).toMatch(/orderwire_shipping_carrier_requests_total\{call="buy",outcome="ok"[^}]*\} 10/);
    expect(body).toMatch(/orderwire_shipping_oldest_due_age_seconds\{[^}]*\} 0/);
  });
});
