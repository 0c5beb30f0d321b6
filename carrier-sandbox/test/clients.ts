import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import easyPost from '@easypost/api';
import type { RunningCarrier } from '../src/index.js';

// The package's types are CommonJS, its code is an ES module.
const EasyPost = easyPost as unknown as typeof easyPost.default;
/** The official client. */
export type Client = InstanceType<typeof EasyPost>;

export const SECRET = 'sécret ﬁ';

export const SHOP = {
  name: 'Orderwire',
  street1: 'Alameda 1',
  city: 'Lisboa',
  zip: '1000-001',
  country: 'PT',
};
export const ADA = {
  name: 'Ada Lovelace',
  street1: '417 Montgomery St',
  city: 'San Francisco',
  state: 'CA',
  zip: '94104',
  country: 'US',
};
export const PARCEL = { length: 10, width: 8, height: 4, weight: 16 };

/** The official client for a sandbox. */
export const clientOf = ({ url }: RunningCarrier, key = 'EZTK_sandbox'): Client =>
  new EasyPost(key, { baseUrl: `${url}/v2/` });

/** A JSON request to the sandbox's own API. */
export async function control(carrier: RunningCarrier, method: string, path: string, body?: unknown) {
  const headers = { 'content-type': 'application/json' };
  const init = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
  const response = await fetch(`${carrier.url}/api/${path}`, init);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

interface Received {
  raw: Buffer;
  headers: IncomingHttpHeaders;
}

/** A receiver of webhooks that answers with `status()`. */
export async function startReceiver(status: () => number = () => 200) {
  const received: Received[] = [];
  const waiters: (() => void)[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        received.push({ raw: Buffer.concat(chunks), headers: request.headers });
        response.writeHead(status()).end();
        waiters.splice(0).forEach((wake) => wake());
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    async until(condition: () => boolean): Promise<void> {
      while (!condition()) await new Promise<void>((resolve) => waiters.push(resolve));
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
