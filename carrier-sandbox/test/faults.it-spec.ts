import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type FaultRule, type RunningCarrier, startCarrier } from '../src/index.js';
import { ADA, clientOf, control, PARCEL, SHOP } from './clients.js';

let carrier: RunningCarrier;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrier-'));
  carrier = await startCarrier({ dataFolder: folder });
});
afterEach(async () => {
  await carrier.close();
  await rm(folder, { recursive: true, force: true });
});

const SHIPMENT = { to_address: ADA, from_address: SHOP, parcel: PARCEL };
const inject = (...rules: FaultRule[]) => control(carrier, 'PUT', 'faults', { rules });
const create = (reference?: string) => clientOf(carrier).Shipment.create({ ...SHIPMENT, reference });

describe('fault injection', () => {
  it.each([429, 500, 503])('answers with %d as often as it should', async (status) => {
    await inject({ at: 'create', status, times: 1 });
    await expect(create()).rejects.toMatchObject({ statusCode: status });
    expect((await create()).id).toMatch(/^shp_/);
  });

  it('can close the connection after the label was bought', async () => {
    const shipment = await create('order-1');
    await inject({ at: 'buy', disconnect: true, after: true, times: 1 });
    await expect(clientOf(carrier).Shipment.buy(shipment.id, shipment.lowestRate())).rejects.toThrow();
    expect((await clientOf(carrier).Shipment.retrieve('order-1')).postage_label).toBeTruthy();
  });

  it('can leave a call without a reply', async () => {
    await inject({ at: 'retrieve', hang: true, times: 1 });
    const authorization = `Basic ${Buffer.from('EZTK_sandbox:').toString('base64')}`;
    const signal = AbortSignal.timeout(200);
    await expect(
      fetch(`${carrier.url}/v2/shipments`, { headers: { authorization }, signal }),
    ).rejects.toThrow();
  });

  it('refuses settings that mean nothing', async () => {
    expect((await inject({ at: 'buy', drop: true })).status).toBe(400);
    expect((await inject({ at: 'webhook', status: 500 })).status).toBe(400);
  });
});

describe('a restart', () => {
  it('keeps shipments, labels and trackers', async () => {
    const created = await create('order-1');
    const { tracker } = await clientOf(carrier).Shipment.buy(created.id, created.lowestRate());
    await control(carrier, 'POST', 'shipments/order-1/move', { status: 'delivered' });
    await carrier.close();
    carrier = await startCarrier({ dataFolder: folder });
    const shipment = await clientOf(carrier).Shipment.retrieve('order-1');
    expect(shipment).toMatchObject({ status: 'delivered', tracker: { id: tracker.id } });
    expect((await fetch(shipment.postage_label.label_url)).status).toBe(200);
  });

  it('ends a refund that was submitted', async () => {
    await carrier.close();
    carrier = await startCarrier({ dataFolder: folder, refundAfterMs: 3_600_000 });
    const created = await create();
    await clientOf(carrier).Shipment.buy(created.id, created.lowestRate());
    await clientOf(carrier).Shipment.refund(created.id);
    await carrier.close();
    carrier = await startCarrier({ dataFolder: folder });
    const read = async () => (await clientOf(carrier).Shipment.retrieve(created.id)).refund_status;
    while ((await read()) !== 'refunded') await new Promise((resolve) => setImmediate(resolve));
  });
});

describe('the page', () => {
  it('lists shipments with buttons, and escapes what addresses contain', async () => {
    const name = '<script>alert(1)</script>';
    const client = clientOf(carrier);
    const created = await client.Shipment.create({ ...SHIPMENT, to_address: { ...ADA, name } });
    await client.Shipment.buy(created.id, created.lowestRate());
    const page = await (await fetch(carrier.url)).text();
    expect(page).not.toContain(name);
    expect(page).toContain('&lt;script&gt;alert(1)');
    expect(page).toContain(`data-id="${created.id}" data-status="delivered"`);
  });

  it('and the JSON API answer no foreign Host header', async () => {
    const statusOf = (host: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const outgoing = request(`${carrier.url}/api/shipments`, { headers: { host } }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        outgoing.on('error', reject).end();
      });
    expect([await statusOf('localhost'), await statusOf('evil.example')]).toEqual([200, 403]);
  });
});
