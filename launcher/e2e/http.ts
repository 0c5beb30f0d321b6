import { setTimeout as sleep } from 'node:timers/promises';

export interface Answer<Body = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: Body;
}

/** One HTTP request. A string body is sent as it is. */
export async function ask<Body = Record<string, unknown>>(
  base: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<Body>> {
  const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(`${base}${path}`, {
    method,
    headers: { ...json, ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    signal: AbortSignal.timeout(60_000),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: (text ? parse(text) : {}) as Body };
}

/**
 * Waits until a condition holds; fails with what was seen last when it does not within `seconds`. A look that fails is one at which
 * it did not hold: somebody who is asked may have been killed just now.
 */
export async function until<T>(
  look: () => Promise<T>,
  holds: (value: T) => boolean,
  seconds = 120,
): Promise<T> {
  const end = Date.now() + seconds * 1_000;
  for (;;) {
    const seen = await look().then(
      (value) => ({ value, is: holds(value) }),
      (error: unknown) => ({ value: String(error), is: false as const }),
    );
    if (seen.is) return seen.value;
    if (Date.now() > end) throw new Error(`it never came true; last seen: ${JSON.stringify(seen.value)}`);
    await sleep(100);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { text };
  }
}
