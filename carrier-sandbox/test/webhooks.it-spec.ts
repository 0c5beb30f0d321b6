import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type FaultRule, type RunningCarrier, startCarrier } from '../src/index.js';
import { ADA, type Client, clientOf, control, PARCEL, SECRET, SHOP, startReceiver } from './clients.js';

let carrier: RunningCarrier;
let client: Client;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let status = 200;
beforeEach(async () => {
  status = 200;
  carrier = await startCarrier();
  client = clientOf(carrier);
  receiver = await startReceiver(() => status);
  await client.Webhook.create({ url: receiver.url, webhook_secret: SECRET });
});
afterEach(async () => {
  await carrier.close();
  await receiver.close();
});

async function buy() {
  const given = { to_address: ADA, from_address: SHOP, parcel: PARCEL };
  const shipment = await client.Shipment.create(given);
  return client.Shipment.buy(shipment.id, shipment.lowestRate());
}

const validate = ({ raw, headers }: (typeof receiver.received)[number], secret = SECRET) =>
  client.Utils.validateWebhook(raw, headers, secret) as {
    description: string;
    result: { status: string; shipment_id: string };
  };

const events = () => receiver.received.map((one) => validate(one));
const inject = (...rules: FaultRule[]) => control(carrier, 'PUT', 'faults', { rules });

describe('an event', () => {
  it('is accepted by the official client, and by no other secret', async () => {
    const { id } = await buy();
    await receiver.until(() => receiver.received.length > 0);
    expect(events()).toMatchObject([{ description: 'tracker.created', result: { shipment_id: id } }]);
    expect(() => validate(receiver.received[0]!, 'other')).toThrow();
  });

  it('is published for every move of the parcel and for the end of a refund', async () => {
    const { id } = await buy();
    const other = await buy();
    await client.Shipment.refund(other.id);
    await control(carrier, 'POST', `shipments/${id}/move`, { status: 'in_transit' });
    await control(carrier, 'POST', `shipments/${id}/move`, { status: 'delivered' });
    await receiver.until(() => receiver.received.length === 5);
    expect(
      events()
        .map(({ description, result }) => `${description} ${result.status}`)
        .sort(),
    ).toEqual([
      'refund.successful refunded',
      'tracker.created pre_transit',
      'tracker.created pre_transit',
      'tracker.updated delivered',
      'tracker.updated in_transit',
    ]);
  });

  it('is posted again until it is accepted', async () => {
    status = 500;
    await buy();
    await receiver.until(() => receiver.received.length === 2);
    status = 200;
    await receiver.until(() => receiver.received.length === 3);
    const ids = receiver.received.map(({ raw }) => (JSON.parse(raw.toString()) as { id: string }).id);
    expect(new Set(ids).size).toBe(1);
  });

  it('can be dropped, and sent again later', async () => {
    await inject({ at: 'webhook', drop: true });
    await buy();
    const { body } = await control(carrier, 'GET', 'events');
    const [event] = body['data'] as { id: string; status: string }[];
    expect(event?.status).toBe('pending');
    expect(receiver.received).toHaveLength(0);
    await control(carrier, 'POST', `events/${event?.id}/resend`);
    await receiver.until(() => receiver.received.length === 1);
  });

  it('can be posted twice, and with a wrong signature', async () => {
    await inject({ at: 'webhook', duplicate: true, times: 1 }, { at: 'webhook', wrongSignature: true });
    await buy();
    await receiver.until(() => receiver.received.length === 2);
    expect(events()).toHaveLength(2);
    await buy();
    await receiver.until(() => receiver.received.length === 3);
    expect(() => validate(receiver.received[2]!)).toThrow();
  });
});

describe('a webhook', () => {
  it('is read, changed and deleted', async () => {
    const { webhooks } = await client.Webhook.all();
    const id = webhooks[0]?.id ?? '';
    expect(await client.Webhook.retrieve(id)).toMatchObject({ url: receiver.url, disabled_at: null });
    await client.Webhook.update(id, { webhook_secret: 'new' });
    await buy();
    await receiver.until(() => receiver.received.length === 1);
    expect(validate(receiver.received[0]!, 'new').description).toBe('tracker.created');
    // Its types say `void`.
    await (client.Webhook.delete(id) as unknown as Promise<void>);
    await expect(client.Webhook.retrieve(id)).rejects.toMatchObject({ statusCode: 404 });
  });

  it('needs an HTTP address', async () => {
    await expect(client.Webhook.create({ url: 'ftp://a' })).rejects.toMatchObject({ statusCode: 422 });
  });
});
