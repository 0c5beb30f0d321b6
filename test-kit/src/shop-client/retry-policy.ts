import { setTimeout as sleep } from 'node:timers/promises';
import { type HttpReply, RequestFailed } from './http.js';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Repeats a request until its reply is definite: not missing, not 5xx, not 429, not
 * `idempotency.in_flight`.
 */
export class RetryPolicy {
  /** Attempts that were followed by another one. */
  retries = 0;

  constructor(
    private readonly timeoutMs: number,
    /** No attempt begins after it. */
    private readonly signal?: AbortSignal,
  ) {}

  async run<Body>(attempt: () => Promise<HttpReply<Body>>): Promise<HttpReply<Body>> {
    const end = Date.now() + this.timeoutMs;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      this.signal?.throwIfAborted();
      const outcome = await attempt().catch((error: Error) => error);
      if (!(outcome instanceof Error) && isDefinite(outcome)) return outcome;
      if (Date.now() > end)
        throw new RequestFailed(`no definite reply within ${this.timeoutMs / 1_000} s: ${describe(outcome)}`);
      this.retries++;
      await sleep(pause);
    }
  }
}

const isDefinite = ({ status, body }: HttpReply<unknown>): boolean =>
  status < 500 && status !== 429 && body.code !== 'idempotency.in_flight';

const describe = (outcome: HttpReply<unknown> | Error): string =>
  outcome instanceof Error ? outcome.message : `${outcome.status} ${outcome.text.slice(0, 300)}`;
