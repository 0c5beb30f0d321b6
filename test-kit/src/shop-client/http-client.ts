import { fetchTransport, type HttpReply, type RequestHeaders, type Transport } from './http.js';
import type { RetryPolicy } from './retry-policy.js';

export interface HttpClientOptions {
  /** Default: `fetch`. */
  readonly transport?: Transport;
  /** Default: every request is sent once. */
  readonly retry?: RetryPolicy;
}

/** Sends JSON or forms to one base URL, with headers that every attempt reads again. */
export class HttpClient {
  private readonly transport: Transport;
  private readonly retry: RetryPolicy | undefined;

  constructor(
    private readonly baseUrl: string,
    options: HttpClientOptions = {},
    private readonly headers: () => RequestHeaders | Promise<RequestHeaders> = () => ({}),
  ) {
    this.transport = options.transport ?? fetchTransport();
    this.retry = options.retry;
  }

  /**
   * Resolves with a reply of any status. A string is sent unchanged, `URLSearchParams` as a form.
   */
  send<Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers: RequestHeaders = {},
  ): Promise<HttpReply<Body>> {
    const { contentType, text } = encode(body);
    const attempt = async () =>
      this.transport({
        method,
        url: this.baseUrl + path,
        headers: { ...contentType, ...(await this.headers()), ...headers },
        body: text,
      });
    return (this.retry ? this.retry.run(attempt) : attempt()) as Promise<HttpReply<Body>>;
  }
}

function encode(body: unknown): { contentType: RequestHeaders; text: string | undefined } {
  if (body === undefined) return { contentType: {}, text: undefined };
  if (body instanceof URLSearchParams)
    return { contentType: { 'content-type': 'application/x-www-form-urlencoded' }, text: body.toString() };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { contentType: { 'content-type': 'application/json' }, text };
}

/** `?status=PAID&limit=20`; fields without a value are left out. */
export function queryOf(fields: object): string {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams(
    given.map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
  return query && `?${query}`;
}
