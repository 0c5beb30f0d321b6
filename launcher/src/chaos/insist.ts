import { setTimeout as sleep } from 'node:timers/promises';

export interface Reply {
  status: number;
  body: Record<string, unknown>;
}

/** How long somebody who wants an answer keeps asking. */
const PATIENCE_MS = 240_000;

/** A request that is asked again, the same each time, until somebody really answers: not 5xx, not 429, not "still in flight". */
export class Insistent {
  /** Requests that had to be asked again. */
  retries = 0;

  /** After `signal` nothing is asked any more. */
  constructor(private readonly signal?: AbortSignal) {}

  async ask(
    method: string,
    url: string,
    body?: unknown,
    headers: Record<string, string> | (() => Promise<Record<string, string>>) = {},
  ): Promise<Reply> {
    const end = Date.now() + PATIENCE_MS;
    for (let pause = 100; ; pause = Math.min(2 * pause, 2_000)) {
      this.signal?.throwIfAborted();
      const seen = await once(method, url, body, headers);
      if (typeof seen !== 'string') return seen;
      if (Date.now() > end)
        throw new Error(`${method} ${url} got no answer for ${PATIENCE_MS / 1_000} s: ${seen}`);
      this.retries++;
      await sleep(pause);
    }
  }
}

/** The answer, or why it is none. */
async function once(
  method: string,
  url: string,
  body: unknown,
  headers: Record<string, string> | (() => Promise<Record<string, string>>),
): Promise<Reply | string> {
  try {
    const all = typeof headers === 'function' ? await headers() : headers;
    const answer = await fetch(url, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...all },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(15_000),
    });
    const text = await answer.text();
    const parsed = text ? (JSON.parse(text) as Record<string, unknown>) : {};
    const inFlight = parsed['code'] === 'idempotency.in_flight';
    if (answer.status >= 500 || answer.status === 429 || inFlight)
      return `${answer.status} ${text.slice(0, 300)}`;
    return { status: answer.status, body: parsed };
  } catch (error) {
    const { message, cause } = error as Error & { cause?: Error };
    return cause ? `${message}: ${cause.message}` : message;
  }
}
