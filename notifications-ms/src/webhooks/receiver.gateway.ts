import http, { type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import type { AddressClient } from './address.client.js';
import type { Answer } from './attempt.js';
import { type Address, parseEndpointUrl, UrlRefused } from './endpoint-url.js';
import { parseRetryAfter } from './retry-schedule.js';

/** What of a response is read and kept, in bytes. */
const MAX_BODY = 4_096;
const MAX_HEADER = 500;

/** Response headers that help to find an error. */
const keptHeaders = [
  ...['content-type', 'content-length', 'date', 'location', 'retry-after', 'server'],
  ...['x-request-id', 'cf-ray', 'www-authenticate'],
];

const noAnswer = (outcome: Answer['outcome'], error: string): Answer => ({
  ...{ outcome, error, status: null, headers: {}, body: '' },
});

/**
 * Sends requests to receivers. It connects only to addresses that it has checked, each time, and
 * follows no redirect.
 */
export class ReceiverGateway {
  constructor(
    private readonly addresses: AddressClient,
    private readonly privateNetworks: boolean,
    private readonly timeoutMs: number,
  ) {}

  /** Resolves with an answer for every failure; throws only when `stop` aborts. */
  async post(
    target: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    stop: AbortSignal,
  ): Promise<Answer> {
    const timeout = AbortSignal.timeout(this.timeoutMs);
    const signal = AbortSignal.any([stop, timeout]);
    try {
      const url = parseEndpointUrl(target, this.privateNetworks);
      const addresses = await orAborted(this.addresses.addressesOf(url), signal);
      return await answerOf(await send(url, addresses, { method: 'POST', headers, signal }, body));
    } catch (error) {
      stop.throwIfAborted();
      if (error instanceof UrlRefused) return noAnswer('address_refused', error.message);
      if (timeout.aborted) return noAnswer('timed_out', `No response within ${this.timeoutMs} ms.`);
      return noAnswer('unreachable', describe(error));
    }
  }
}

/** A name server that does not answer must not delay the time-out. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  work.catch(() => undefined);
  return Promise.race([
    work,
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    }),
  ]);
}

/** The answer of the resolver is the one that was checked: a second one could differ. */
const pinned =
  (addresses: readonly Address[]): LookupFunction =>
  (_host, { all }, callback) => {
    const [first] = addresses;
    if (all || !first) callback(null, [...addresses]);
    else callback(null, first.address, first.family);
  };

function send(
  url: URL,
  addresses: readonly Address[],
  options: RequestOptions,
  body: string,
): Promise<IncomingMessage> {
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    // A connection of its own: a kept one would skip the check of its address.
    request(url, { ...options, agent: false, lookup: pinned(addresses) })
      .on('response', resolve)
      .on('error', reject)
      // Such as after an answer that would change the protocol.
      .on('close', () => reject(new Error('The connection was closed without a response.')))
      .end(body);
  });
}

/** The status decides. The body is for people, as far as it arrives in time. */
async function answerOf(response: IncomingMessage): Promise<Answer> {
  const body = await readStart(response);
  const status = response.statusCode ?? 0;
  const headers: Record<string, string> = {};
  for (const name of keptHeaders) {
    const value = response.headers[name];
    if (value !== undefined) headers[name] = storable(String(value).slice(0, MAX_HEADER));
  }
  const rest = { status, headers, body };
  if (status >= 200 && status < 300) return { ...rest, outcome: 'delivered', error: null };
  if (status >= 300 && status < 400)
    return { ...rest, outcome: 'redirected', error: `HTTP ${status}: redirects are not followed.` };
  const retryAfterMs = [429, 503].includes(status)
    ? parseRetryAfter(response.headers['retry-after'])
    : undefined;
  return {
    ...{ ...rest, outcome: 'refused', error: `HTTP ${status}` },
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

function readStart(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve) => {
    response
      .on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes >= MAX_BODY) response.destroy();
      })
      // A connection that breaks now has delivered its status.
      .on('error', () => undefined)
      .on('close', () => resolve(storable(Buffer.concat(chunks).subarray(0, MAX_BODY).toString())));
  });
}

/** PostgreSQL stores no NUL. */
const storable = (text: string): string => text.replaceAll('\u0000', '\ufffd').toWellFormed();

/** Node's error of several tried addresses has no message of its own. */
function describe(error: unknown): string {
  const { code, message, errors } = error as NodeJS.ErrnoException & { errors?: Error[] };
  const text = message || errors?.map((each) => each.message).join('; ') || (code ?? String(error));
  return storable(text).slice(0, MAX_HEADER);
}
