import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { OrderStatusChanged } from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';
import { changed } from './events.js';
import { NotificationsWorld } from './notifications-world.js';

describe('text messages', () => {
  let world: NotificationsWorld;
  let provider: Server;
  let requests: { url: string; authorization: string; body: URLSearchParams }[] = [];
  let status = 201;

  beforeAll(async () => {
    provider = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        const { url = '', headers } = request;
        requests.push({ url, authorization: headers.authorization ?? '', body: new URLSearchParams(body) });
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify(status === 201 ? { sid: 'SM1' } : { code: 21211, message: 'invalid To' }),
        );
      });
    });
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
    world = await NotificationsWorld.create({
      ...{ SMS_ACCOUNT_SID: 'AC123456789', SMS_AUTH_TOKEN: 'secret-token', SMS_FROM: '+15550100' },
      SMS_API_URL: `http://127.0.0.1:${(provider.address() as AddressInfo).port}`,
    });
  });
  afterEach(() => {
    requests = [];
    status = 201;
  });
  afterAll(async () => {
    await world.close();
    provider.close();
    provider.closeAllConnections();
  });

  const ship = async (orderSms: boolean) => {
    const customerId = uuidv7();
    world.contacts.set(customerId, {
      userId: customerId,
      email: 'a@example.com',
      name: 'A',
      phone: '+15550199',
      locale: null,
    });
    if (orderSms)
      await world.rows(
        `INSERT INTO preferences (recipient, category, wanted) VALUES ($1, 'orderSms', true)`,
        [`account:${customerId}`],
      );
    const order = world.order({ status: 'SHIPPED' }, { customerId });
    await world.consume(OrderStatusChanged, 'tell_shipping', changed(order, 'PAID', 'SHIPPED'));
    await world.send();
    return (await world.log(order.order.id)).find(({ channel }) => channel === 'sms');
  };

  it('tell customers who want them of their parcel, in the shape of Twilio’s API', async () => {
    expect(await ship(true)).toMatchObject({ status: 'sent', recipient: '+15550199' });
    expect(requests).toMatchObject([{ url: '/2010-04-01/Accounts/AC123456789/Messages.json' }]);
    expect(Object.fromEntries(requests[0]!.body)).toMatchObject({
      ...{ To: '+15550199', From: '+15550100' },
      Body: expect.stringMatching(/is on its way$/),
    });
  });

  it('are not sent without the customer’s choice', async () => {
    expect(await ship(false)).toMatchObject({
      status: 'skipped',
      last_error: 'the recipient does not want it',
    });
    expect(requests).toEqual([]);
  });

  it('that are refused have failed, with the provider’s reason', async () => {
    status = 400;
    expect(await ship(true)).toMatchObject({ status: 'failed', last_error: '400 21211 invalid To' });
  });
});
