import {
  BaseRpcContext,
  type CustomTransportStrategy,
  type MessageHandler,
  Server,
  Transport,
} from '@nestjs/microservices';
import type { Msg, Subscription } from '@nats-io/transport-node';
import {
  Fault,
  guest,
  Headers,
  impliedFaultsOf,
  Internal,
  InvalidMessage,
  Overloaded,
  ServiceUnavailable,
  type RpcContract,
} from '@orderwire/contracts';
import { lastValueFrom } from 'rxjs';
import { runInContext } from '../context/context.js';
import { isUnavailable } from '../database/errors.js';
import { assertAccess } from '../identity/access.js';
import type { CallerAuthenticator } from '../identity/caller-authenticator.js';
import type { Logger } from '../log/logger.js';
import { parseMessage } from '../messages/parse.js';
import type { NatsLink } from '../nats/nats-connection.js';
import { encode, type ReplyPacket, readRequest } from './packet.js';
import { readContext, headerReader } from './rpc-headers.js';

/** Requests one process works on at once; what comes above is told to try again shortly. */
const MAX_IN_FLIGHT = 1_000;

/** When to try again while the database is away. */
const RETRY_AFTER_MS = 500;

/**
 * Nest's server side over NATS request-reply. Every subject is subscribed in a queue group named after the service, so
 * that one of its replicas answers. Whoever asks must prove it and be allowed to, and a request is validated before a
 * handler sees it. A fault leaves as a fault, an error of a database that is away or full as `service_unavailable`, any
 * other is logged whole and leaves as `internal`. Closing lets the work in flight finish and be answered.
 */
export class RpcServer extends Server implements CustomTransportStrategy {
  override readonly transportId = Transport.NATS;
  private readonly subscriptions: Subscription[] = [];
  private readonly inFlight = new Set<Promise<void>>();

  constructor(
    private readonly service: string,
    private readonly nats: NatsLink,
    private readonly log: Logger,
    private readonly whoAsks: CallerAuthenticator,
  ) {
    super();
  }

  /** The subjects this service answers. */
  get subjects(): string[] {
    return [...this.messageHandlers.keys()];
  }

  listen(callback: (error?: Error) => void): void {
    for (const [subject, handler] of this.messageHandlers) {
      const take = (error: Error | null, message: Msg) => {
        if (error) this.log.error({ err: error, subject }, 'cannot listen');
        else this.take(handler, message);
      };
      this.subscriptions.push(
        this.nats.connection.subscribe(subject, { queue: this.service, callback: take }),
      );
    }
    this.nats.connection.flush().then(() => callback(), callback);
  }

  async close(): Promise<void> {
    await Promise.all(
      this.subscriptions.splice(0).map((subscription) => subscription.drain().catch(() => undefined)),
    );
    while (this.inFlight.size > 0) await Promise.allSettled(this.inFlight);
    if (!this.nats.connection.isClosed()) await this.nats.connection.flush().catch(() => undefined);
  }

  on(): void {}

  unwrap<T>(): T {
    return this.nats.connection as T;
  }

  private take(handler: MessageHandler, message: Msg): void {
    if (message.headers?.has(Headers.probe))
      return this.reply(message, { response: { ready: true }, isDisposed: true });
    if (this.inFlight.size >= MAX_IN_FLIGHT)
      return this.reply(message, refusal(Overloaded({ retryAfterMs: 200 })));
    const work = this.answer(handler, message).finally(() => this.inFlight.delete(work));
    this.inFlight.add(work);
  }

  private async answer(handler: MessageHandler, message: Msg): Promise<void> {
    let id: string | undefined;
    const read = headerReader(message.headers);
    const contract = handler.extras?.['contract'] as RpcContract<object, object> | undefined;
    try {
      const packet = readPacket(message);
      id = packet.id;
      const asker = await this.whoAsks.read(read);
      // Nest's own patterns say nothing of who may ask: they are for our own services.
      assertAccess(contract?.access ?? 'service', asker.actor, asker.service);
      const request = contract ? parseMessage(contract.request, packet.data, 'refuse') : packet.data;
      const response = await runInContext(readContext(read, asker), async () =>
        lastValueFrom(
          this.transformToObservable(await handler(request, new BaseRpcContext([message.subject]))),
        ),
      );
      this.reply(message, { ...(id && { id }), response, isDisposed: true });
    } catch (error) {
      this.reply(message, { ...(id && { id }), ...this.refuse(error, message, contract) });
    }
  }

  private refuse(
    error: unknown,
    message: Msg,
    contract: RpcContract<object, object> | undefined,
  ): ReplyPacket {
    if (error instanceof Fault) {
      if (!contract || declares(contract, error)) return refusal(error);
      this.log.error(
        { code: error.code, subject: message.subject },
        'the contract does not declare this fault',
      );
      return refusal(undeclaredFaults.rejected ? Internal() : error);
    }
    if (isUnavailable(error)) {
      this.log.error(
        { reason: (error as Error).message, subject: message.subject },
        'the database is away or full',
      );
      return refusal(ServiceUnavailable({ subject: message.subject, retryAfterMs: RETRY_AFTER_MS }));
    }
    runInContext(readContext(headerReader(message.headers), { actor: guest }), () =>
      this.log.error({ err: error, subject: message.subject }, 'request failed'),
    );
    return refusal(Internal());
  }

  private reply(message: Msg, packet: ReplyPacket): void {
    try {
      if (message.reply) message.respond(encode(packet));
    } catch (error) {
      this.log.error({ err: error, subject: message.subject }, 'cannot send the reply');
    }
  }
}

const undeclaredFaults = { rejected: false };

/** For tests: from now on a fault that its contract does not declare is answered as `internal`. */
export function rejectUndeclaredFaults(): void {
  undeclaredFaults.rejected = true;
}

const declares = ({ access, faults }: RpcContract<object, object>, { code }: Fault): boolean =>
  [...faults, ...impliedFaultsOf(access)].some((fault) => fault.code === code);

const refusal = (fault: Fault): ReplyPacket => ({ err: fault.toWire(), isDisposed: true });

function readPacket(message: Msg) {
  try {
    return readRequest(message.data);
  } catch {
    throw InvalidMessage({ errors: [{ path: '', message: 'must be JSON' }] });
  }
}
