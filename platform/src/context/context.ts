import { AsyncLocalStorage } from 'node:async_hooks';
import { type Actor, correlationIdForm, system } from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';

/** A client's IP address and User-Agent. */
export interface Origin {
  readonly ip?: string;
  readonly device?: string;
}

/** The authenticated caller of a request. */
export interface Caller {
  readonly actor: Actor;
  /** The actor's access token. It is forwarded, so that every service verifies it. */
  readonly identity?: string;
  /** The session that the token belongs to. */
  readonly sessionId?: string;
  /** The service of ours that sent the request, where a service token came with it. */
  readonly service?: string;
}

/**
 * The context of one unit of work, from the time it enters a process until everything it caused is
 * done.
 */
export interface Context extends Caller {
  readonly correlationId: string;
  /** The secret by which a guest opens an order. */
  readonly orderToken?: string;
  /** The client, as the gateway saw it. */
  readonly origin?: Origin;
  /** When the caller stops waiting, in epoch milliseconds. Absent when no caller waits. */
  readonly deadline?: number;
  readonly idempotencyKey?: string;
  /** `traceparent` of the current span, or of the caller's. */
  readonly traceParent?: string;
  /** In a batch: the `traceparent` of each item by its correlation id. */
  readonly traces?: ReadonlyMap<string, string>;
}

const storage = new AsyncLocalStorage<Context>();

/** Runs work as this service itself, and not for the caller whom it serves. */
export function runAsSystem<T>(work: () => T): T {
  const { correlationId, deadline, traceParent, traces } = contextOrSystem();
  const kept = {
    ...(deadline && { deadline }),
    ...(traceParent && { traceParent }),
    ...(traces && { traces }),
  };
  return storage.run({ correlationId, actor: system, ...kept }, work);
}

/** Runs work in a context, which its log lines, requests and published events carry. */
export const runInContext = <T>(context: Context, work: () => T): T => storage.run(context, work);

/** Runs work outside of any context: what it logs belongs to no request. */
export const runOutsideContext = <T>(work: () => T): T => storage.exit(work);

/** The current context; undefined outside of any. */
export const currentContext = (): Context | undefined => storage.getStore();

/**
 * The current context. Work outside of any (a timer) has a new correlation id and the actor
 * `system`.
 */
export const contextOrSystem = (): Context =>
  storage.getStore() ?? { correlationId: uuidv7(), actor: system };

/** A correlation id from outside, if it is valid in headers and logs; otherwise a new one. */
export const correlationIdFrom = (value: string | undefined): string =>
  value && correlationIdForm.test(value) ? value : uuidv7();
