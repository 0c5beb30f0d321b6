import { Problem } from './problem';

/** Values of a query string. Undefined, null and empty values are left out; lists repeat the name. */
export type Query = Readonly<
  Record<string, string | number | boolean | readonly (string | number)[] | null | undefined>
>;

export interface RequestOptions {
  readonly query?: Query;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** The API of the same origin; cookies authenticate. */
const BASE = '/api/v1';

/** A URL of the API, also for links and downloads. */
export function apiUrl(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const each of Array.isArray(value) ? value : [value])
      if (each !== undefined && each !== null && each !== '') search.append(name, String(each));
  return `${BASE}${path}${search.size > 0 ? `?${search}` : ''}`;
}

/** Sends a request as the session is. Throws a {@link Problem} only when the network fails. */
export async function sendOnce(
  method: string,
  path: string,
  { query, body, headers, signal }: RequestOptions = {},
): Promise<Response> {
  try {
    return await fetch(apiUrl(path, query), {
      method,
      headers: {
        accept: 'application/json',
        // Other origins cannot send it: the gateway requires it beside cookies.
        'x-csrf-protection': '1',
        // Tokens stay in cookies that scripts cannot read.
        'x-token-delivery': 'cookie',
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem(0, 'network', 'The network failed.');
  }
}
