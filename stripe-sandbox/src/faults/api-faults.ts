import type { FastifyReply } from 'fastify';
import { ApiError } from '../api/api-error.js';
import type { Core } from '../core.js';
import type { FaultInjector } from './fault-injector.js';

/** A fault of an API call, before or after its work. */
export type ApiFault = 'rateLimited429' | 'error500Before' | 'error500After' | 'timeoutAfter' | 'resetAfter';

/** Draws the fault of the next call of a route: at most one. */
export function nextApiFault(injector: FaultInjector, method: string, route: string): ApiFault | undefined {
  const faults = injector.settings?.api;
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
  return kinds.filter(
    (kind) => injector.drawNext(`api.${kind}`, probabilities[kind], stream) !== undefined,
  )[0];
}

/** @throws ApiError for a fault before any work; no Idempotency-Key stores it */
export function throwBeforeWork(injector: FaultInjector, fault: ApiFault | undefined): void {
  if (fault === 'rateLimited429') {
    injector.count('api.rateLimited429');
    throw new ApiError(
      429,
      'invalid_request_error',
      'Too many requests hit the API too quickly. We recommend an exponential backoff of your requests.',
      { code: 'rate_limit' },
    );
  }
  if (fault !== 'error500Before') return;
  injector.count('api.error500Before');
  throw injectedError();
}

/** An injected 500 in Stripe's words. */
export const injectedError = (): ApiError =>
  new ApiError(
    500,
    'api_error',
    'An error occurred while processing your request. (Injected by the sandbox.)',
    {},
    true,
  );

/** Delays the reply after the work, or closes the connection (true: no reply may be sent). */
export async function delayReply(
  { faults: injector, stopping }: Core,
  fault: ApiFault | undefined,
  reply: FastifyReply,
): Promise<boolean> {
  if (fault === 'resetAfter') {
    injector.count('api.resetAfter');
    reply.hijack();
    reply.raw.socket?.destroy();
    return true;
  }
  if (fault === 'timeoutAfter') {
    injector.count('api.timeoutAfter');
    await pauseUntilDisconnect(reply, injector.settings?.api.timeoutAfter.ms ?? 0, stopping.signal);
  }
  return false;
}

/** Ends early when the caller disconnects or the sandbox stops. */
function pauseUntilDisconnect(reply: FastifyReply, ms: number, stopping: AbortSignal): Promise<void> {
  const { socket } = reply.raw;
  // Both events may have fired already; they do not fire again.
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
