import { AsyncLocalStorage } from 'node:async_hooks';
import { type Actor, system } from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';

/** A client's address, and what it calls itself (its User-Agent). */
export interface Origin {
  readonly ip?: string;
  readonly device?: string;
}

/** Who asks, as far as it was proved. */
export interface Caller {
  readonly actor: Actor;
  /** The access token behind the actor; it is passed on, so that every service can see for itself. */
  readonly identity?: string;
  /** The session that token came out of. */
  readonly sessionId?: string;
  /** The service of ours that sent the request, where it had to show so. */
  readonly service?: string;
}

/** What belongs to one piece of work from the moment it enters a process until everything it caused is done. */
export interface Context extends Caller {
  readonly correlationId: string;
  /** What a guest showed to get at an order. */
  readonly orderToken?: string;
  /** From where the client asks, as the gateway saw it. */
  readonly origin?: Origin;
  /** When the caller stops waiting, in epoch milliseconds; absent when nobody waits. */
  readonly deadline?: number;
  readonly idempotencyKey?: string;
  readonly traceParent?: string;
}

const storage = new AsyncLocalStorage<Context>();

/** Runs work inside a context: logs, outgoing requests and announced events carry it from here on. */
export const runInContext = <T>(context: Context, work: () => T): T => storage.run(context, work);

/** The context of the work at hand, or undefined outside of any. */
export const currentContext = (): Context | undefined => storage.getStore();

/** The context of the work at hand; work that nobody asked for (a timer) is the system's own. */
export const contextOrSystem = (): Context =>
  storage.getStore() ?? { correlationId: uuidv7(), actor: system };

const wellFormed = /^[\w.:\-/+=]{1,128}$/;

/** A correlation id from outside, if it is fit for headers and logs; otherwise a new one. */
export const correlationIdFrom = (value: string | undefined): string =>
  value && wellFormed.test(value) ? value : uuidv7();
