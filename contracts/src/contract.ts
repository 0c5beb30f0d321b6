/** A class whose instances travel on the wire; its decorators are the rules both ends check. */
export type MessageClass<T extends object> = new () => T;

/** Who may ask: everybody, anyone signed in, staff and admins, admins alone, or only our own services. */
export type Access = 'anyone' | 'account' | 'staff' | 'admin' | 'service';

/** Request-reply over a NATS subject: what is asked, what is answered, and how long a caller waits. */
export interface RpcContract<Request extends object, Reply extends object> {
  readonly kind: 'rpc';
  readonly subject: string;
  readonly request: MessageClass<Request>;
  readonly reply: MessageClass<Reply>;
  /** Milliseconds a caller waits when it has no tighter deadline of its own. */
  readonly timeoutMs: number;
  /** Who may ask. Checked before a handler runs; what belongs to whom is then for whoever answers to say. */
  readonly access: Access;
}

/** A fact that is announced once it is true. It reaches every consumer at least once, also after a crash. */
export interface EventContract<Payload extends object> {
  readonly kind: 'event';
  readonly subject: string;
  readonly payload: MessageClass<Payload>;
  /** The id whose events must arrive in the order they were announced. */
  readonly aggregateId: (payload: Payload) => string;
}

const rpcs = new Map<string, RpcContract<object, object>>();
const events = new Map<string, EventContract<object>>();

/** Declares a request-reply contract, always with who may ask. Throws when the subject is taken: two meanings on one subject never load. */
export function rpc<Request extends object, Reply extends object>(
  subject: string,
  request: MessageClass<Request>,
  reply: MessageClass<Reply>,
  { access, timeoutMs = 5_000 }: { access: Access; timeoutMs?: number },
): RpcContract<Request, Reply> {
  claim(subject);
  const contract: RpcContract<Request, Reply> = { kind: 'rpc', subject, request, reply, timeoutMs, access };
  rpcs.set(subject, contract);
  return contract;
}

/** Declares an event contract. Throws when the subject is taken. */
export function event<Payload extends object>(
  subject: string,
  payload: MessageClass<Payload>,
  aggregateId: (payload: Payload) => string,
): EventContract<Payload> {
  claim(subject);
  const contract: EventContract<Payload> = { kind: 'event', subject, payload, aggregateId };
  events.set(subject, contract as unknown as EventContract<object>);
  return contract;
}

/** Every request-reply contract that has been declared, by subject. */
export const allRpcs = (): ReadonlyMap<string, RpcContract<object, object>> => rpcs;

/** Every event contract that has been declared, by subject. */
export const allEvents = (): ReadonlyMap<string, EventContract<object>> => events;

function claim(subject: string): void {
  if (!/^[a-z][a-z_]*(\.[a-z_0-9]+)*$/.test(subject))
    throw new Error(`"${subject}" is not a plain NATS subject`);
  if (rpcs.has(subject) || events.has(subject)) throw new Error(`the subject "${subject}" is declared twice`);
}
