import type { MsgHdrs, Subscription } from '@nats-io/transport-node';
import {
  type Actor,
  type Fact,
  type FactPage,
  Fault,
  guest,
  Headers,
  type ListFactsRequest,
  type RpcContract,
  system,
} from '@orderwire/contracts';
import {
  assertCaller,
  type Context,
  headerReader,
  type NatsLink,
  parseMessage,
  readContext,
  ServiceTokens,
} from '@orderwire/platform';
import { decodeJwt } from 'jose';
import { testServiceKey } from './test-issuer.js';

type AnyContract = RpcContract<object, object>;
type Handler<Request, Reply> = (request: Request, call: FakeCall) => Reply | Promise<Reply>;
type AnyHandler = Handler<object, unknown>;

/** A request that a fake service received. */
export interface FakeCall {
  readonly subject: string;
  readonly request: object;
  /**
   * The context in the headers, as a real service reads it. The access token's signature is not
   * verified.
   */
  readonly context: Context;
}

/** A reply that goes out as it is, for replies that break the protocol. */
export class RawReply {
  constructor(readonly packet: object) {}
}

/** A reply of `list_facts`: these facts by subject, all of them or those asked for. */
export const replyWithFacts =
  (facts: ReadonlyMap<string, readonly Omit<Fact, 'at' | 'correlationId'>[]>) =>
  ({ subject, ids }: ListFactsRequest): FactPage => {
    const found = (facts.get(subject) ?? []).filter(({ id }) => !ids || ids.includes(id));
    const at = new Date().toISOString();
    const complete = found.map((fact) => ({ at, correlationId: null, ...fact }));
    return { facts: complete, cursor: found.length > 0 ? 'the-end' : null, more: false };
  };

/**
 * Stands in for other services: answers contracts with canned replies and records the requests. A
 * request that breaks its contract is refused, as the real service does; so is one of a service
 * or an account that the contract does not permit.
 */
export class FakeService {
  /** All requests, oldest first. */
  readonly calls: FakeCall[] = [];
  private readonly contracts = new Map<string, AnyContract>();
  private readonly defaults = new Map<string, AnyHandler>();
  private readonly handlers = new Map<string, AnyHandler>();
  private readonly subscriptions = new Map<string, Subscription>();
  private readonly tokens = new ServiceTokens('fake', [testServiceKey]);

  constructor(private readonly nats: NatsLink) {}

  /** Serves a contract from now on. `reply` is the default to which {@link reset} returns. */
  serve<Request extends object, Reply extends object>(
    contract: RpcContract<Request, Reply>,
    reply: Handler<Request, Reply | RawReply>,
  ): this {
    this.contracts.set(contract.subject, contract);
    this.defaults.set(contract.subject, reply as unknown as AnyHandler);
    this.subscribe(contract.subject);
    return this;
  }

  /** Serves many contracts with one reply, such as all of `allRpcs().values()`. */
  serveAll(contracts: Iterable<AnyContract>, reply: Handler<object, object>): this {
    for (const contract of contracts) this.serve(contract, reply);
    return this;
  }

  /** Replaces the reply of a served contract until {@link reset}. A handler may throw a fault. */
  on<Request extends object, Reply extends object>(
    { subject }: RpcContract<Request, Reply>,
    reply: Handler<Request, Reply | RawReply>,
  ): void {
    this.handlers.set(subject, reply as unknown as AnyHandler);
  }

  /** The requests of one contract, oldest first. */
  requests<Request extends object>({ subject }: RpcContract<Request, object>): Request[] {
    return this.calls.filter((call) => call.subject === subject).map(({ request }) => request as Request);
  }

  /** The latest request. */
  get last(): FakeCall | undefined {
    return this.calls.at(-1);
  }

  /** Returns to the default replies, with no requests recorded and all contracts served. */
  async reset(): Promise<void> {
    this.calls.length = 0;
    this.handlers.clear();
    await this.start();
  }

  /** Stops serving these contracts (default: all), as if the service were not running. */
  async stop(...contracts: { subject: string }[]): Promise<void> {
    const subjects = contracts.length > 0 ? contracts.map(({ subject }) => subject) : this.contracts.keys();
    for (const subject of subjects) {
      this.subscriptions.get(subject)?.unsubscribe();
      this.subscriptions.delete(subject);
    }
    await this.nats.connection.flush();
  }

  /** Serves all contracts again. Resolves when NATS routes requests to them. */
  async start(): Promise<void> {
    for (const subject of this.contracts.keys()) this.subscribe(subject);
    await this.nats.connection.flush();
  }

  private subscribe(subject: string): void {
    if (this.subscriptions.has(subject)) return;
    const subscription = this.nats.connection.subscribe(subject, {
      callback: (_error, message) => {
        if (message.headers?.has(Headers.probe)) return void message.respond('{"response":{}}');
        const { data = {} } = message.json<{ data?: unknown }>();
        void this.reply(subject, data, message.headers).then((packet) =>
          message.respond(JSON.stringify(packet)),
        );
      },
    });
    this.subscriptions.set(subject, subscription);
  }

  private async reply(subject: string, data: unknown, headers: MsgHdrs | undefined): Promise<object> {
    try {
      const contract = this.contracts.get(subject)!;
      const request = parseMessage(contract.request, data, 'refuse');
      const call = { subject, request, context: await this.contextFrom(headers) };
      assertCaller(contract, call.context);
      this.calls.push(call);
      const handler = this.handlers.get(subject) ?? this.defaults.get(subject)!;
      const response = await handler(request, call);
      return response instanceof RawReply ? response.packet : { response, isDisposed: true };
    } catch (error) {
      return { err: error instanceof Fault ? error.toWire() : { message: String(error) }, isDisposed: true };
    }
  }

  private async contextFrom(headers: MsgHdrs | undefined): Promise<Context> {
    const read = headerReader(headers);
    const token = read(Headers.service);
    const service = token && (await this.tokens.verify(token));
    const identity = read(Headers.identity);
    if (!identity) return readContext(read, service ? { actor: system, service } : { actor: guest });
    const { sub, role, sid } = decodeJwt<{ role: Actor['role']; sid: string }>(identity);
    const actor: Actor = { role, id: sub ?? null };
    return readContext(read, { actor, identity, sessionId: sid, ...(service && { service }) });
  }
}

/**
 * The fault with which a request ends. Throws when there is a reply, or an error that is not a
 * fault.
 */
export const faultOf = (request: Promise<unknown>): Promise<Fault> =>
  request.then(
    () => {
      throw new Error('there was a reply where a fault was expected');
    },
    (error: unknown) => {
      if (error instanceof Fault) return error;
      throw error;
    },
  );
