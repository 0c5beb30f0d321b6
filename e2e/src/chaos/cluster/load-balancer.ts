import type { HttpReply, Transport } from '@orderwire/test-kit/shop-client';
import { retried } from '../retried.js';

/** A refused connection takes a gateway out for this time. */
const OUT_MS = 500;

/** One attempt of a request, at a time of `performance.now()`. */
export interface Attempt {
  at: number;
  /** Why the client sends the request again: `503 rpc.service_unavailable`, `no reply: …`. */
  repeated?: string;
}

/**
 * Distributes requests over gateways as a load balancer does: in turn, to another one when a
 * connection is refused, and to none that is being shut down. Records each attempt.
 */
export class LoadBalancer {
  readonly attempts: Attempt[] = [];
  private turn = 0;
  private readonly targets: { url: string; outUntil: number; open: number }[];

  /** Distributes requests to the first URL. */
  constructor(private readonly urls: readonly string[]) {
    this.targets = urls.map((url) => ({ url, outUntil: 0, open: 0 }));
  }

  /** Requests to other servers pass. */
  balance(transport: Transport): Transport {
    const [first = ''] = this.urls;
    return async (request) => {
      if (!request.url.startsWith(`${first}/`)) return transport(request);
      const path = request.url.slice(first.length);
      try {
        const reply = await this.send((url) => transport({ ...request, url: url + path }));
        this.attempts.push({ at: performance.now(), ...repeatedFor(reply) });
        return reply;
      } catch (error) {
        const reason = (error as Error).message.replace(/^.*is not reachable: /, '');
        this.attempts.push({ at: performance.now(), repeated: `no reply: ${reason}` });
        throw error;
      }
    };
  }

  /** Sends nothing more to a gateway. Resolves when all of its requests have their replies; rejects
   * after three minutes. */
  async drain(index: number, signal?: AbortSignal): Promise<void> {
    const target = this.targets[index];
    if (!target) return;
    target.outUntil = Infinity;
    await retried(() => {
      if (target.open > 0) throw new Error(`${target.url} does not answer ${target.open} requests`);
    }, signal);
  }

  restore(index: number): void {
    const target = this.targets[index];
    if (target) target.outUntil = 0;
  }

  private async send(work: (url: string) => Promise<HttpReply>): Promise<HttpReply> {
    for (let tries = 1; ; tries++) {
      const target = this.next();
      target.open++;
      try {
        return await work(target.url);
      } catch (error) {
        // Nothing has been sent.
        if (!/ECONNREFUSED/.test((error as Error).message) || tries === this.targets.length) throw error;
        target.outUntil = Math.max(target.outUntil, performance.now() + OUT_MS);
      } finally {
        target.open--;
      }
    }
  }

  /** With all of them out, any one. */
  private next(): { url: string; outUntil: number; open: number } {
    const now = performance.now();
    const ready = this.targets.filter(({ outUntil }) => outUntil <= now);
    const from = ready.length > 0 ? ready : this.targets;
    const target = from[this.turn++ % from.length];
    if (!target) throw new Error('there is no gateway');
    return target;
  }
}

/** As the retry policy of the client: a reply that is not definite. */
function repeatedFor({ status, body }: HttpReply): { repeated?: string } {
  const code = typeof body.code === 'string' ? body.code : '';
  const isRepeated = status >= 500 || status === 429 || code === 'idempotency.in_flight';
  return isRepeated ? { repeated: `${status} ${code}`.trim() } : {};
}
