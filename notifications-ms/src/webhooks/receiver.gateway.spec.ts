import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AddressClient } from './address.client.js';
import type { Address } from './endpoint-url.js';
import { ReceiverGateway } from './receiver.gateway.js';

const never = new AbortController().signal;
const local: Address = { address: '127.0.0.1', family: 4 };

/** A resolver whose answers a test decides, one by one. */
class FakeAddresses extends AddressClient {
  readonly asked: string[] = [];

  constructor(
    privateNetworks: boolean,
    private readonly answers: readonly Address[][],
  ) {
    super(privateNetworks);
  }

  override resolve(host: string): Promise<Address[]> {
    this.asked.push(host);
    return Promise.resolve(this.answers[this.asked.length - 1] ?? []);
  }
}

describe('a request to a receiver', () => {
  let server: Server;
  let requests: number;
  let answer: RequestListener;

  beforeEach(async () => {
    requests = 0;
    answer = (_, response) => response.writeHead(204).end();
    server = createServer((request, response) => {
      requests++;
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const port = () => (server.address() as AddressInfo).port;
  const post = (addresses: FakeAddresses, url: string, { privateNetworks = true, timeoutMs = 60_000 } = {}) =>
    new ReceiverGateway(addresses, privateNetworks, timeoutMs).post(url, {}, '{}', never);

  it('connects to the address that was checked: the name is resolved once', async () => {
    const addresses = new FakeAddresses(true, [[local], [{ address: '169.254.169.254', family: 4 }]]);
    const { outcome } = await post(addresses, `http://shop.example:${port()}/`);
    expect([outcome, requests, addresses.asked]).toEqual(['delivered', 1, ['shop.example']]);
  });

  it('is not sent to an address that is not public', async () => {
    const addresses = new FakeAddresses(false, [[local]]);
    const { outcome, error } = await post(addresses, `https://shop.example:${port()}/`, {
      privateNetworks: false,
    });
    expect([outcome, requests]).toEqual(['address_refused', 0]);
    expect(error).toContain('127.0.0.1');
  });

  it('is not sent to an address in the URL that is not public, which no resolver sees', async () => {
    const addresses = new FakeAddresses(false, []);
    for (const host of ['127.0.0.1', '0x7f.1', '2130706433', '[::1]', '[::ffff:127.0.0.1]']) {
      const { outcome } = await post(addresses, `https://${host}:${port()}/`, { privateNetworks: false });
      expect([host, outcome]).toEqual([host, 'address_refused']);
    }
    expect([requests, addresses.asked]).toEqual([0, []]);
  });

  it('follows no redirect', async () => {
    answer = (_, response) =>
      response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end();
    const result = await post(new FakeAddresses(true, [[local]]), `http://shop.example:${port()}/`);
    expect(result).toMatchObject({ outcome: 'redirected', status: 302 });
    expect(result.headers).toMatchObject({ location: 'http://169.254.169.254/latest/meta-data/' });
    expect(requests).toBe(1);
  });

  it('ends at its time-out when the receiver, or the name server, does not answer', async () => {
    answer = () => undefined;
    const url = `http://shop.example:${port()}/`;
    const short = { timeoutMs: 50 };
    expect(await post(new FakeAddresses(true, [[local]]), url, short)).toMatchObject({
      outcome: 'timed_out',
    });
    const silent = new FakeAddresses(true, []);
    silent.resolve = () => new Promise(() => undefined);
    expect(await post(silent, url, short)).toMatchObject({ outcome: 'timed_out' });
  });

  it('has the status of a response whose body does not end in time, and reads no more than 4 KB', async () => {
    const addresses = new FakeAddresses(true, [[local], [local]]);
    answer = (_, response) => response.writeHead(200).write('partly');
    const url = `http://shop.example:${port()}/`;
    expect(await post(addresses, url, { timeoutMs: 500 })).toMatchObject({
      outcome: 'delivered',
      body: 'partly',
    });
    answer = (_, response) => response.writeHead(500).write('x'.repeat(1_000_000));
    const endless = await post(addresses, url);
    expect([endless.outcome, endless.body.length]).toEqual(['refused', 4_096]);
  });

  it('is unreachable when nothing listens', async () => {
    const closed = port();
    await new Promise((resolve) => server.close(resolve));
    const result = await post(new FakeAddresses(true, [[local]]), `http://shop.example:${closed}/`);
    expect(result).toMatchObject({ outcome: 'unreachable', status: null });
    expect(result.error).toContain('ECONNREFUSED');
  });
});
