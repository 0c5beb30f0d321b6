import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningCarrier, startCarrier } from '../src/index.js';
import { ADA, type Client, clientOf, control, PARCEL, SHOP } from './clients.js';

let carrier: RunningCarrier;
let client: Client;
beforeAll(async () => {
  carrier = await startCarrier();
  client = clientOf(carrier);
});
afterAll(() => carrier.close());

const create = (changes: object = {}) =>
  client.Shipment.create({ to_address: ADA, from_address: SHOP, parcel: PARCEL, ...changes });

async function bought(changes: object = {}) {
  const shipment = await create(changes);
  return client.Shipment.buy(shipment.id, shipment.lowestRate());
}

describe('an address', () => {
  it('is verified', async () => {
    const address = await client.Address.create({ ...ADA, verify: true });
    expect(address.id).toMatch(/^adr_/);
    expect(address.verifications.delivery.success).toBe(true);
    expect((await client.Address.createAndVerify({ ...ADA })).zip).toBe('94104');
  });

  it.each([
    [{ zip: '9410' }, 'E.ZIP.INVALID'],
    [{ street1: 'Undeliverable Lane 1' }, 'E.ADDRESS.NOT_FOUND'],
    [{ country: 'Narnia' }, 'E.COUNTRY.INVALID'],
  ])('is rejected with a reason when %j', async (wrong, code) => {
    const address = await client.Address.create({ ...ADA, ...wrong, verify: true });
    expect(address.verifications.delivery).toMatchObject({ success: false, errors: [{ code }] });
    await expect(client.Address.create({ ...ADA, ...wrong, verify_strict: true })).rejects.toMatchObject({
      code: 'ADDRESS.VERIFY.FAILURE',
      statusCode: 422,
      errors: [{ code }],
    });
  });
});

describe('a shipment', () => {
  it('has rates of three services, as decimal strings', async () => {
    const { id, rates, postage_label: label } = await create();
    expect(id).toMatch(/^shp_/);
    expect(label).toBeNull();
    expect(rates).toHaveLength(3);
    for (const rate of rates)
      expect(rate).toMatchObject({
        id: expect.stringMatching(/^rate_/),
        rate: expect.stringMatching(/^\d+\.\d{2}$/),
      });
  });

  it('is found by its reference', async () => {
    const { id } = await create({ reference: 'order-1' });
    expect((await client.Shipment.retrieve('order-1')).id).toBe(id);
    await expect(client.Shipment.retrieve('order-2')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      statusCode: 404,
    });
  });

  it('gets a label that is a PDF, a tracking code and a tracker', async () => {
    const shipment = await bought();
    expect(shipment).toMatchObject({
      status: 'pre_transit',
      tracking_code: expect.stringMatching(/^CS\d{16}$/),
    });
    const label = await fetch(shipment.postage_label.label_url);
    expect(label.headers.get('content-type')).toBe('application/pdf');
    expect((await label.text()).slice(0, 8)).toBe('%PDF-1.4');
    const tracker = await client.Tracker.retrieve(shipment.tracker.id);
    expect(tracker).toMatchObject({ status: 'pre_transit', shipment_id: shipment.id });
  });

  it('has a tracking page at the address for shoppers, and a label at the one for the server of the shop', async () => {
    const apart = await startCarrier({
      publicUrl: 'https://track.example/',
      labelUrl: 'http://carrier:3011',
    });
    const { Shipment } = clientOf(apart);
    const created = await Shipment.create({ to_address: ADA, from_address: SHOP, parcel: PARCEL });
    const shipment = await Shipment.buy(created.id, created.lowestRate());
    await apart.close();
    expect(shipment.tracker.public_url).toMatch(/^https:\/\/track\.example\/track\/CS/);
    expect(shipment.postage_label.label_url).toMatch(/^http:\/\/carrier:3011\/labels\//);
  });

  it('is bought once', async () => {
    const shipment = await bought();
    await expect(client.Shipment.buy(shipment.id, shipment.rates[0] ?? '')).rejects.toMatchObject({
      code: 'SHIPMENT.POSTAGE.EXISTS',
      statusCode: 422,
    });
  });

  it('is not bought with the rate of another', async () => {
    const { rates } = await create();
    await expect(client.Shipment.buy((await create()).id, rates[0]?.id ?? '')).rejects.toMatchObject({
      statusCode: 422,
    });
  });

  it('to a country that no carrier serves has no rates and says why', async () => {
    const shipment = await create({ to_address: { ...ADA, country: 'AQ', zip: '1' } });
    expect(shipment.rates).toEqual([]);
    expect(shipment.messages).toMatchObject([{ message: 'SandboxPost does not serve AQ.' }]);
  });

  it('of a return goes the other way', async () => {
    const shipment = await bought({ is_return: true });
    expect(shipment).toMatchObject({
      is_return: true,
      from_address: { name: ADA.name },
      to_address: { name: SHOP.name },
    });
    expect(shipment.tracker.is_return).toBe(true);
  });

  it('without a weight or an address is refused', async () => {
    await expect(create({ parcel: {} })).rejects.toMatchObject({ statusCode: 422 });
    await expect(create({ to_address: null })).rejects.toMatchObject({
      statusCode: 422,
      errors: [{ field: 'to_address' }],
    });
  });
});

describe('a label', () => {
  it('is voided once while the carrier does not have the parcel', async () => {
    const { id } = await bought();
    expect((await client.Shipment.refund(id)).refund_status).toBe('submitted');
    await expect(client.Shipment.refund(id)).rejects.toMatchObject({ code: 'SHIPMENT.REFUND.UNAVAILABLE' });
    expect((await control(carrier, 'POST', `shipments/${id}/move`, { status: 'in_transit' })).status).toBe(
      409,
    );
    const forced = { status: 'in_transit', force: true };
    expect((await control(carrier, 'POST', `shipments/${id}/move`, forced)).status).toBe(200);
  });

  it('is not voided after the carrier accepted the parcel', async () => {
    const { id } = await bought();
    await control(carrier, 'POST', `shipments/${id}/move`, { status: 'in_transit' });
    await expect(client.Shipment.refund(id)).rejects.toMatchObject({ statusCode: 422 });
  });
});

it('a key that is missing or wrong is refused with 401', async () => {
  await expect(clientOf(carrier, 'other').Shipment.all()).rejects.toMatchObject({ statusCode: 401 });
  expect((await fetch(`${carrier.url}/v2/shipments`)).status).toBe(401);
});

it('an unknown path and invalid JSON are answered in the form of EasyPost', async () => {
  const authorization = `Basic ${Buffer.from('EZTK_sandbox:').toString('base64')}`;
  const unknown = await fetch(`${carrier.url}/v2/orders`, { headers: { authorization } });
  expect([unknown.status, await unknown.json()]).toMatchObject([404, { error: { code: 'NOT_FOUND' } }]);
  const headers = { authorization, 'content-type': 'application/json' };
  const invalid = await fetch(`${carrier.url}/v2/addresses`, { method: 'POST', headers, body: '{' });
  expect([invalid.status, await invalid.json()]).toMatchObject([400, { error: { code: 'REQUEST.INVALID' } }]);
});

it('a list is read page by page', async () => {
  const first = await client.Shipment.all({ page_size: 2 });
  expect([first.shipments.length, first.has_more]).toEqual([2, true]);
  const second = await client.Shipment.getNextPage(first, 2);
  expect(second.shipments[0]?.id).not.toBe(first.shipments[0]?.id);
});

it('the tracking codes of EasyPost for tests have their states', async () => {
  const tracker = await client.Tracker.create({ tracking_code: 'EZ4000000004' });
  expect(tracker.status).toBe('delivered');
  expect((await client.Tracker.create({ tracking_code: 'EZ4000000004' })).id).toBe(tracker.id);
});
