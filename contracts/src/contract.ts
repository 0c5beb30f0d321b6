import { NotAllowed, NotSignedIn, TokenInvalid } from './auth/faults.js';
import type { Fault, FaultFactory } from './fault.js';
import {
  DeadlineExceeded,
  Internal,
  InvalidMessage,
  MalformedReply,
  Overloaded,
  ReplyTooLarge,
  RequestTooLarge,
  ServiceUnavailable,
} from './faults.js';
import { type Service, serviceOf } from './services.js';

/**
 * A class whose instances travel on the wire; its decorators are the rules that both ends check.
 */
export type MessageClass<T extends object> = new () => T;

/**
 * The callers that may send a request: everyone, signed-in accounts, staff and admins, admins, or
 * only our own services.
 */
export type Access = 'anyone' | 'account' | 'staff' | 'admin' | 'service';

/** Names of services, as in their service tokens and their NATS users. `all`: every service. */
export type Callers = readonly string[] | 'all';

/** Faults that every request may be rejected with. Contracts do not repeat them. */
const impliedFaults = [
  InvalidMessage,
  TokenInvalid,
  NotSignedIn,
  NotAllowed,
  Overloaded,
  ServiceUnavailable,
  DeadlineExceeded,
  RequestTooLarge,
  ReplyTooLarge,
  MalformedReply,
  Internal,
] as const;

/** The codes of the faults that every request may be rejected with. */
export type ImpliedCode = (typeof impliedFaults)[number]['code'];

/** Request-reply over a NATS subject. `Code` is the union of the codes of its faults. */
export interface RpcContract<Request extends object, Reply extends object, Code extends string = string> {
  readonly kind: 'rpc';
  readonly subject: string;
  /** The service that handles the request. */
  readonly owner: Service | undefined;
  readonly description: string;
  readonly request: MessageClass<Request>;
  readonly reply: MessageClass<Reply>;
  /** Milliseconds that a caller waits unless it has an earlier deadline. */
  readonly timeoutMs: number;
  /** Checked before a handler runs. Ownership of data is checked by the handler. */
  readonly access: Access;
  /**
   * The services that send the request. A service token of any other is refused, and NATS permits
   * the subject to these services only. A sender without a service token is judged by `access`
   * alone.
   */
  readonly callers: Callers;
  /**
   * The callers that also send it as `system`: in a job or an event handler, without an account or
   * guest. For access `service` all callers do.
   */
  readonly systemCallers: Callers;
  /** Faults that a caller may act on, without {@link impliedFaultsOf}. */
  readonly faults: readonly FaultFactory<Code>[];
  /** Whether a repeated request with the same Idempotency-Key returns the first reply. */
  readonly idempotent: boolean;
  /** Whether it only reads: a caller without a reply may send it a second time. */
  readonly readOnly: boolean;
  /** Fields of the request that the audit log records. */
  readonly audited: readonly string[];
  /** Fields of which it records only that they were given. */
  readonly presenceAudited: readonly string[];
  readonly example: Request | undefined;
}

/**
 * A fact that is published after its transaction has committed. Every consumer receives it at least
 * once.
 */
export interface EventContract<Payload extends object> {
  readonly kind: 'event';
  readonly subject: string;
  /** The service that publishes the event. */
  readonly owner: Service | undefined;
  readonly description: string;
  readonly payload: MessageClass<Payload>;
  /** Events with the same aggregate id are published in the order of their transactions. */
  readonly aggregateId: (payload: Payload) => string;
}

interface RpcOptions<Request extends object, Reply extends object, Code extends string> {
  description: string;
  request: MessageClass<Request>;
  reply: MessageClass<Reply>;
  access: Access;
  callers: Callers;
  systemCallers?: Callers;
  timeoutMs?: number;
  faults?: readonly FaultFactory<Code>[];
  idempotent?: boolean;
  readOnly?: boolean;
  audited?: readonly (keyof NoInfer<Request> & string)[];
  presenceAudited?: readonly (keyof NoInfer<Request> & string)[];
  example?: NoInfer<Request>;
}

interface EventOptions<Payload extends object> {
  description: string;
  payload: MessageClass<Payload>;
  aggregateId: (payload: Payload) => string;
}

const rpcs = new Map<string, RpcContract<object, object>>();
const events = new Map<string, EventContract<object>>();

/**
 * Declares a request-reply contract. Default time-out: 5 s. Throws when the subject is already
 * declared, or when a system caller is not a caller or could not pass the access.
 */
export function rpc<Request extends object, Reply extends object, Code extends string = never>(
  subject: string,
  options: RpcOptions<Request, Reply, Code>,
): RpcContract<Request, Reply, Code> {
  const { timeoutMs = 5_000, faults = [], audited = [], presenceAudited = [], example, ...rest } = options;
  const { idempotent = false, readOnly = false } = options;
  const { access, callers, systemCallers = access === 'service' ? callers : [] } = options;
  assertFree(subject);
  assertSystemCallers(subject, access, callers, systemCallers);
  const contract = {
    kind: 'rpc',
    subject,
    owner: serviceOf(subject),
    ...rest,
    systemCallers,
    timeoutMs,
    faults,
    idempotent,
    readOnly,
    audited,
    presenceAudited,
    example,
  } as const;
  rpcs.set(subject, contract);
  return contract;
}

/** Declares an event contract. Throws when the subject is already declared. */
export function event<Payload extends object>(
  subject: string,
  options: EventOptions<Payload>,
): EventContract<Payload> {
  assertFree(subject);
  const contract: EventContract<Payload> = {
    kind: 'event',
    subject,
    owner: serviceOf(subject),
    ...options,
  };
  events.set(subject, contract as unknown as EventContract<object>);
  return contract;
}

/** Whether a list of callers has this service. */
export const namesCaller = (callers: Callers, service: string): boolean =>
  callers === 'all' || callers.includes(service);

/** Every declared request-reply contract, by subject. */
export const allRpcs = (): ReadonlyMap<string, RpcContract<object, object>> => rpcs;

/** Every declared event contract, by subject. */
export const allEvents = (): ReadonlyMap<string, EventContract<object>> => events;

/** Faults that a request may be rejected with because of its access and transport. */
export function impliedFaultsOf(access: Access): readonly FaultFactory[] {
  return impliedFaults.filter(
    (fault) =>
      (fault !== NotSignedIn || access !== 'anyone') &&
      (fault !== NotAllowed || (access !== 'anyone' && access !== 'account')),
  );
}

/**
 * Whether a request was rejected with one of these faults. Compiles only for faults that the
 * contract declares or that every request may be rejected with.
 */
export function isFaultOf<Code extends string>(
  _contract: { readonly faults: readonly FaultFactory<Code>[] },
  error: unknown,
  ...faults: readonly FaultFactory<NoInfer<Code> | ImpliedCode>[]
): error is Fault {
  return faults.some((fault) => fault.matches(error));
}

function assertSystemCallers(
  subject: string,
  access: Access,
  callers: Callers,
  systemCallers: Callers,
): void {
  if (systemCallers.length > 0 && access !== 'anyone' && access !== 'service')
    throw new Error(`"${subject}" needs an account: no service can send it as system`);
  if (
    systemCallers === 'all' ? callers !== 'all' : !systemCallers.every((name) => namesCaller(callers, name))
  )
    throw new Error(`a system caller of "${subject}" is not among its callers`);
}

function assertFree(subject: string): void {
  if (!/^[a-z][a-z_]*(\.[a-z_0-9]+)*$/.test(subject))
    throw new Error(`"${subject}" is not a plain NATS subject`);
  if (rpcs.has(subject) || events.has(subject)) throw new Error(`the subject "${subject}" is declared twice`);
}
