import { httpClientSpan, setStatus, type SpanSpec, tracing } from '@orderwire/platform';
import { CarrierOutage, CarrierRefusal, UnreadableAnswer } from './carrier-errors.js';

/** The largest answer, in bytes: a label as PDF has some 100 kB. */
const MAX_BYTES = 2_000_000;

/** Of a file: less than the contracts of labels have. */
const FILE_TIMEOUT_MS = 10_000;

export interface CarrierSettings {
  /** With the version: `https://api.easypost.com/v2`. */
  readonly url: string;
  readonly key: string;
  /** Of one request. */
  readonly timeoutMs: number;
}

/** Sends single requests to the carrier. */
export class CarrierHttpClient {
  private readonly authorization: string;

  constructor(private readonly settings: CarrierSettings) {
    this.authorization = `Basic ${Buffer.from(`${settings.key}:`).toString('base64')}`;
  }

  /**
   * The parsed answer. Throws CarrierOutage for 408, 429, 5xx, time-outs, and answers that are no JSON,
   * CarrierRefusal for any other status than 2xx, UnreadableAnswer for one that is too large.
   */
  async json(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> {
    const { status, bytes } = await this.send(`${this.settings.url}/${path}`, {
      method,
      headers: {
        authorization: this.authorization,
        accept: 'application/json',
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const answer = parse(bytes);
    if (status >= 200 && status < 300) {
      if (answer === undefined) throw new CarrierOutage('the carrier answered no JSON');
      return answer;
    }
    throw failure(status, answer);
  }

  /** The bytes of a file, such as a label. Its address is the secret: no key is sent. */
  async file(url: string): Promise<Buffer> {
    const timeoutMs = Math.min(this.settings.timeoutMs, FILE_TIMEOUT_MS);
    const { status, bytes } = await this.send(url, { method: 'GET' }, timeoutMs);
    if (status >= 200 && status < 300) return bytes;
    throw failure(status, undefined);
  }

  private async send(
    url: string,
    init: RequestInit,
    timeoutMs = this.settings.timeoutMs,
  ): Promise<{ status: number; bytes: Buffer }> {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      return await tracing.within(
        () => spanOf(url, init),
        async (span) => {
          const response = await fetch(url, { ...init, signal, redirect: 'error' });
          setStatus(span, response.status);
          return { status: response.status, bytes: await bytesOf(response) };
        },
      );
    } catch (error) {
      if (error instanceof UnreadableAnswer) throw error;
      if (signal.aborted) throw new CarrierOutage(`no answer within ${timeoutMs} ms`);
      const { cause, message } = error as Error;
      throw new CarrierOutage(cause instanceof Error ? cause.message : message);
    }
  }
}

/** Ids of the carrier have capitals, digits or an underscore; the address of a file is a secret. */
function spanOf(url: string, { method = 'GET' }: RequestInit): SpanSpec {
  const { hostname, pathname } = new URL(url);
  const words = pathname.split('/').map((part) => (/^(v\d+|[a-z]*)$/.test(part) ? part : ':id'));
  return httpClientSpan(method, hostname, words.join('/'));
}

async function bytesOf(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new UnreadableAnswer(`the answer has more than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString()) as unknown;
  } catch {
    return undefined;
  }
}

function failure(status: number, answer: unknown): Error {
  const { code, message, details } = reasonOf(answer);
  if (status === 408 || status === 429 || status >= 500)
    return new CarrierOutage(`the carrier answered ${status} ${code}`, status === 429 || status === 503);
  const words = [message, ...details].filter((text) => text !== '').join(' ');
  return new CarrierRefusal(status, code, words || `the carrier answered ${status}`);
}

/** EasyPost's `{ error: { code, message, errors } }`; messages may be lists. */
function reasonOf(answer: unknown): { code: string; message: string; details: string[] } {
  const { error } = (answer ?? {}) as { error?: { code?: unknown; message?: unknown; errors?: unknown } };
  const errors = Array.isArray(error?.errors) ? (error.errors as unknown[]) : [];
  const details = errors.map((one) => {
    const { field, message } = (one ?? {}) as { field?: unknown; message?: unknown };
    return typeof message === 'string' ? `${typeof field === 'string' ? `${field}: ` : ''}${message}.` : '';
  });
  const { code, message } = error ?? {};
  return {
    code: typeof code === 'string' ? code.slice(0, 100) : '',
    message: [message]
      .flat()
      .filter((part) => typeof part === 'string')
      .join(' ')
      .slice(0, 500),
    details: details.slice(0, 10),
  };
}
