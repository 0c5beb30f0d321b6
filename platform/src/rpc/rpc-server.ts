import {
  applyDecorators,
  type ArgumentsHost,
  Catch,
  type RpcExceptionFilter,
  UseFilters,
} from '@nestjs/common';
import {
  MessagePattern,
  Transport,
  BaseRpcContext,
  type CustomTransportStrategy,
  type MessageHandler,
  Server,
} from '@nestjs/microservices';
import {
  type RpcContract,
  CallerNotAllowed,
  Fault,
  guest,
  Headers,
  impliedFaultsOf,
  Internal,
  InvalidMessage,
  NotAllowed,
  Overloaded,
  ReplyTooLarge,
  ServiceUnavailable,
} from '@orderwire/contracts';
import { randomUUID } from 'node:crypto';
import { type Observable, throwError, lastValueFrom } from 'rxjs';
import type { Msg, Subscription } from '@nats-io/transport-node';
import { runInContext } from '../context/context.js';
import { isDatabaseUnavailable } from '../database/errors.js';
import { assertCaller, type CallerAuthenticator } from '../identity/caller-authenticator.js';
import { errorReports } from '../log/error-reports.js';
import type { Logger } from '../log/logger.js';
import { parseMessage } from '../messages/parse.js';
import { unmeasured } from '../metrics/request-metrics.js';
import type { NatsLink } from '../nats/nats-connection.js';
import { rpcSpan, tracing } from '../tracing/tracing.js';
import {
  assertIdempotencyKey,
  encode,
  type ReplyPacket,
  readRequest,
  readContext,
  headerReader,
} from './rpc-message.js';

/**
 * Passes errors to the RPC server unchanged. Nest's own filter would replace them with one generic
 * message.
 */
@Catch()
class RethrowFilter implements RpcExceptionFilter<unknown> {
  catch(error: unknown, _host: ArgumentsHost): Observable<never> {
    return throwError(() => error);
  }
}

/** The answer to a readiness probe. */
const READY: ReplyPacket = { response: { ready: true }, isDisposed: true };

type Handler<Request, Reply> = (request: Request) => Promise<Reply>;

/**
 * This method handles the requests of a contract. It receives a validated request. Its parameter
 * and result types are checked against the contract at compile time.
 */
export function RpcHandler<Request extends object, Reply extends object>(
  contract: RpcContract<Request, Reply>,
) {
  return <Method extends Handler<Request, Reply>>(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    applyDecorators(
      MessagePattern(contract.subject, Transport.NATS, { contract }),
      UseFilters(new RethrowFilter()),
    )(target, key, descriptor);
  };
}

/** Maximum number of concurrent requests per process. Further ones are refused as overloaded. */
const MAX_IN_FLIGHT = 1_000;

/** When a caller may retry while the database is unavailable. */
const RETRY_AFTER_MS = 500;

/**
 * Nest's server side over NATS request-reply. Every subject is subscribed in a queue group named
 * after the service, so that one replica answers. The caller is authenticated and authorised and
 * the request validated before the handler runs. A fault is sent as it is, an error of an
 * unavailable database as `service_unavailable`; any other error is logged and sent as `internal`.
 * A reply larger than NATS' `max_payload` is logged and sent as `reply_too_large`. A subject of this
 * process alone answers readiness probes.
 * Closing waits for the requests in flight and their replies.
 */
export class RpcServer extends Server implements CustomTransportStrategy {
  override readonly transportId = Transport.NATS;
  /** Only this process answers it; no queue group. */
  readonly probeSubject: string;
  private readonly subscriptions = new Map<string, Subscription>();
  private readonly inFlight = new Set<Promise<void>>();

  constructor(
    private readonly service: string,
    private readonly nats: NatsLink,
    private readonly log: Logger,
    private readonly authenticator: CallerAuthenticator,
    /** Why no request is handled at this moment. */
    private readonly refusal: () => Fault | undefined = () => undefined,
    private readonly measure = unmeasured,
  ) {
    super();
    this.probeSubject = `probe.${service}.${randomUUID()}`;
  }

  /** The subjects that this service serves. */
  get subjects(): string[] {
    return [...this.messageHandlers.keys()];
  }

  /** Whether NATS still delivers requests of this subject to this process, as far as it knows. */
  isSubscribed(subject: string): boolean {
    return this.subscriptions.get(subject)?.isClosed() === false;
  }

  listen(callback: (error?: Error) => void): void {
    const { connection } = this.nats;
    for (const [subject, handler] of this.messageHandlers) {
      const callback = (error: Error | null, message: Msg) => {
        if (error) this.log.error({ err: error, subject }, 'cannot subscribe');
        else this.receive(handler, message);
      };
      this.subscriptions.set(subject, connection.subscribe(subject, { queue: this.service, callback }));
    }
    if (this.messageHandlers.size > 0)
      this.subscriptions.set(
        this.probeSubject,
        connection.subscribe(this.probeSubject, {
          callback: (error, message) => {
            if (!error) this.reply(message, READY);
          },
        }),
      );
    this.nats.connection.flush().then(() => callback(), callback);
  }

  async close(): Promise<void> {
    const subscriptions = [...this.subscriptions.values()];
    this.subscriptions.clear();
    await Promise.all(subscriptions.map((subscription) => subscription.drain().catch(() => undefined)));
    while (this.inFlight.size > 0) await Promise.allSettled(this.inFlight);
    if (this.nats.isConnected()) await this.nats.connection.flush().catch(() => undefined);
  }

  on(): void {}

  unwrap<T>(): T {
    return this.nats.connection as T;
  }

  private receive(handler: MessageHandler, message: Msg): void {
    if (message.headers?.has(Headers.probe)) return this.reply(message, READY);
    const refusal = this.inFlight.size >= MAX_IN_FLIGHT ? Overloaded({ retryAfterMs: 200 }) : this.refusal();
    if (refusal) {
      this.measure(message.subject, refusal.code, performance.now());
      return this.reply(message, faultReply(refusal));
    }
    const work = this.handle(handler, message).finally(() => this.inFlight.delete(work));
    this.inFlight.add(work);
  }

  private async handle(handler: MessageHandler, message: Msg): Promise<void> {
    const startedAt = performance.now();
    let outcome = 'ok';
    let id: string | undefined;
    const read = headerReader(message.headers);
    const contract = handler.extras?.['contract'] as RpcContract<object, object> | undefined;
    try {
      const packet = readPacket(message);
      id = packet.id;
      const caller = await this.authenticator.read(read);
      if (contract) assertCaller(contract, caller);
      // A plain Nest pattern names no callers: it is for all our own services.
      else if (!caller.service) throw NotAllowed();
      assertIdempotencyKey(read);
      const request = contract ? parseMessage(contract.request, packet.data, 'refuse') : packet.data;
      const response = await runInContext(readContext(read, caller), () =>
        tracing.within(
          () => rpcSpan('server', message.subject),
          async () =>
            lastValueFrom(
              this.transformToObservable(await handler(request, new BaseRpcContext([message.subject]))),
            ),
        ),
      );
      this.reply(message, { ...(id && { id }), response, isDisposed: true });
    } catch (error) {
      const fault = this.faultOf(error, message, contract);
      outcome = fault.code;
      this.reply(message, { ...(id && { id }), ...faultReply(fault) });
    } finally {
      this.measure(message.subject, outcome, startedAt);
    }
  }

  private faultOf(error: unknown, message: Msg, contract: RpcContract<object, object> | undefined): Fault {
    if (error instanceof Fault) {
      if (!contract || declares(contract, error)) return error;
      this.log.error(
        { code: error.code, subject: message.subject },
        'the contract does not declare this fault',
      );
      return undeclaredFaults.rejected ? Internal() : error;
    }
    if (isDatabaseUnavailable(error)) {
      this.log.error(
        { reason: (error as Error).message, subject: message.subject },
        'the database is unavailable',
      );
      return ServiceUnavailable({ subject: message.subject, retryAfterMs: RETRY_AFTER_MS });
    }
    runInContext(readContext(headerReader(message.headers), { actor: guest }), () => {
      this.log.error({ err: error, subject: message.subject }, 'request failed');
      errorReports.report(error, { subject: message.subject });
    });
    return Internal();
  }

  private reply(message: Msg, packet: ReplyPacket): void {
    try {
      if (message.reply) message.respond(this.encodeReply(packet, message.subject));
    } catch (error) {
      this.log.error({ err: error, subject: message.subject }, 'cannot send the reply');
    }
  }

  /** Always a reply that NATS accepts: a caller without one would wait until its time-out. */
  private encodeReply(packet: ReplyPacket, subject: string): Uint8Array {
    const maxBytes = this.nats.connection.info?.max_payload ?? Infinity;
    try {
      const bytes = encode(packet);
      if (bytes.length <= maxBytes) return bytes;
      this.log.error({ subject, bytes: bytes.length, maxBytes }, 'the reply is larger than NATS accepts');
      return encode(faultReply(ReplyTooLarge({ subject })));
    } catch (error) {
      this.log.error({ err: error, subject }, 'the reply cannot be written as JSON');
      return encode(faultReply(Internal()));
    }
  }
}

const undeclaredFaults = { rejected: false };

/** For tests: from now on a fault that its contract does not declare is sent as `internal`. */
export function rejectUndeclaredFaults(): void {
  undeclaredFaults.rejected = true;
}

/** An invalid service token, and one of another service, is refused whatever the access. */
const declares = ({ access, faults }: RpcContract<object, object>, { code }: Fault): boolean =>
  [...faults, ...impliedFaultsOf(access), NotAllowed, CallerNotAllowed].some((fault) => fault.code === code);

const faultReply = (fault: Fault): ReplyPacket => ({ err: fault.toWire(), isDisposed: true });

function readPacket(message: Msg) {
  try {
    return readRequest(message.data);
  } catch (error) {
    throw error instanceof Fault
      ? error
      : InvalidMessage({ errors: [{ path: '', message: 'must be JSON' }] });
  }
}
