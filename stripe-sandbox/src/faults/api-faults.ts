import type { FastifyReply } from 'fastify';
import { ApiError } from '../api/api-error.js';
import type { Core } from '../core.js';
import type { Dial } from './dial.js';

/** What goes wrong with a call: before the work is done, or after it. */
export type ApiFault = 'rateLimited429' | 'error500Before' | 'error500After' | 'timeoutAfter' | 'resetAfter';

/** Draws for the next call of a route; at most one fault strikes it. */
export function nextApiFault(dial: Dial, method: string, route: string): ApiFault | undefined {
  const faults = dial.settings?.api;
  if (!faults) return undefined;
  const stream = `${method} ${route}`;
  if (faults.routes && !faults.routes.includes(stream)) return undefined;
  const probabilities: Record<ApiFault, number> = {
    rateLimited429: faults.rateLimited429,
    error500Before: faults.error500Before,
    error500After: faults.error500After,
    timeoutAfter: faults.timeoutAfter.probability,
    resetAfter: faults.resetAfter,
  };
  const kinds = Object.keys(probabilities) as ApiFault[];
  return kinds.filter((kind) => dial.next(`api.${kind}`, probabilities[kind], stream) !== undefined)[0];
}

/** @throws ApiError when the fault strikes before anything was done: no Idempotency-Key remembers it */
export function failBefore(dial: Dial, fault: ApiFault | undefined): void {
  if (fault === 'rateLimited429') {
    dial.count('api.rateLimited429');
    throw new ApiError(
      429,
      'invalid_request_error',
      'Too many requests hit the API too quickly. We recommend an exponential backoff of your requests.',
      { code: 'rate_limit' },
    );
  }
  if (fault !== 'error500Before') return;
  dial.count('api.error500Before');
  throw unlucky();
}

/** 500 of the dial: its words are Stripe's. */
export const unlucky = (): ApiError =>
  new ApiError(
    500,
    'api_error',
    'An error occurred while processing your request. (It was the fault dial of the sandbox.)',
    {},
    true,
  );

/** Keeps the answer to work that was done: for a while, or for ever (true: nothing may be sent any more). */
export async function holdAnswer(
  { faults: dial, stopping }: Core,
  fault: ApiFault | undefined,
  reply: FastifyReply,
): Promise<boolean> {
  if (fault === 'resetAfter') {
    dial.count('api.resetAfter');
    reply.hijack();
    reply.raw.socket?.destroy();
    return true;
  }
  if (fault === 'timeoutAfter') {
    dial.count('api.timeoutAfter');
    await pauseOrHangUp(reply, dial.settings?.api.timeoutAfter.ms ?? 0, stopping.signal);
  }
  return false;
}

/** A caller who gave up is not waited for. */
function pauseOrHangUp(reply: FastifyReply, ms: number, stopping: AbortSignal): Promise<void> {
  const { socket } = reply.raw;
  // No event tells any more of who hung up before, nor of a stop that has begun.
  if (!socket || socket.destroyed || stopping.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      socket.off('close', end);
      stopping.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    socket.once('close', end);
    stopping.addEventListener('abort', end);
  });
}
