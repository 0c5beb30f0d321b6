import { errors, type Msg } from '@nats-io/transport-node';
import {
  DeadlineExceeded,
  Fault,
  faultFromWire,
  Headers,
  MalformedReply,
  namesCaller,
  RequestTooLarge,
  type RpcContract,
  ServiceUnavailable,
} from '@orderwire/contracts';
import { contextOrSystem } from '../context/context.js';
import type { ServiceTokens } from '../identity/service-tokens.js';
import { unmeasured } from '../metrics/request-metrics.js';
import type { NatsLink } from '../nats/nats-connection.js';
import { rpcSpan, tracing } from '../tracing/tracing.js';
import { encode, readReply, toHeaders } from './rpc-message.js';

/**
 * A request that only reads is sent again after this time without a reply: the replica that received
 * it may hang, and NATS notices that after 10 to 15 s only.
 */
const SECOND_ATTEMPT_MS = 1_500;

/** When a caller may retry a subject without a responder. */
const RETRY_AFTER_MS = 1_000;

/**
 * Sends requests to other services on behalf of the current context's actor. A service token goes
 * with requests of the system itself and with those that only services may send. A request that only
 * reads is sent twice where the first reply takes long; others never, since only the caller knows
 * whether a retry is safe.
 */
export class RpcClient {
  private sequence = 0;

  /**
   * Without `serviceTokens` requests carry no service token. With `service` only contracts that
   * name it among their callers can be requested.
   */
  constructor(
    private readonly nats: NatsLink,
    private readonly serviceTokens?: ServiceTokens,
    private readonly service?: string,
    private readonly measure = unmeasured,
  ) {}

  /**
   * Sends a request and waits for the reply, up to the contract's timeout or the current deadline,
   * whichever is earlier. Throws the responder's fault; service_unavailable at once when the
   * subject has no responder or NATS is unavailable; request_too_large at once for a request that
   * exceeds NATS' `max_payload`; deadline_exceeded at the timeout; malformed_reply for a reply that
   * is not a packet.
   */
  async request<Request extends object, Reply extends object>(
    contract: RpcContract<Request, Reply>,
    request: Request,
  ): Promise<Reply> {
    const startedAt = performance.now();
    let outcome = 'ok';
    try {
      return await tracing.within(
        () => rpcSpan('client', contract.subject),
        () => this.exchange(contract, request),
      );
    } catch (error) {
      outcome = error instanceof Fault ? error.code : 'error';
      throw error;
    } finally {
      this.measure(contract.subject, outcome, startedAt);
    }
  }

  /** Whether a subject has a responder. No handler runs. */
  async probe(subject: string, timeoutMs: number): Promise<boolean> {
    if (!this.nats.isConnected()) return false;
    const headers = toHeaders(contextOrSystem());
    headers.set(Headers.probe, '1');
    const answer = this.nats.connection.request(subject, '', { timeout: timeoutMs, headers });
    return answer.then(
      () => true,
      () => false,
    );
  }

  private async exchange<Request extends object, Reply extends object>(
    contract: RpcContract<Request, Reply>,
    request: Request,
  ): Promise<Reply> {
    const { subject } = contract;
    if (this.service !== undefined && !namesCaller(contract.callers, this.service))
      throw new Error(`the contract of ${subject} does not name ${this.service} among its callers`);
    // The client would buffer the request until it reconnects, when no caller waits for the reply
    // any more.
    if (!this.nats.isConnected()) throw ServiceUnavailable({ subject, retryAfterMs: RETRY_AFTER_MS });
    const context = contextOrSystem();
    const deadline = Math.min(context.deadline ?? Infinity, Date.now() + contract.timeoutMs);
    const timeout = deadline - Date.now();
    if (timeout < 1) throw DeadlineExceeded({ subject });
    const packet = encode({ pattern: subject, data: request, id: String(++this.sequence) });
    const headers = toHeaders({ ...context, deadline });
    if (this.serviceTokens && (contract.access === 'service' || context.actor.role === 'system'))
      headers.set(Headers.service, await this.serviceTokens.issue());
    const send = (timeout: number) => this.nats.connection.request(subject, packet, { timeout, headers });
    const sent =
      contract.readOnly && timeout > SECOND_ATTEMPT_MS
        ? firstReply(send, timeout, () => headers.set(Headers.budgetMs, String(timeout - SECOND_ATTEMPT_MS)))
        : send(timeout);
    const reply = await sent.catch((error: unknown) => {
      throw faultOf(error, subject);
    });
    return unwrap<Reply>(reply, subject);
  }
}

/** Sends once, and once more if there is no reply in time. Settles as the first of both that settles. */
async function firstReply(
  send: (timeoutMs: number) => Promise<Msg>,
  timeoutMs: number,
  beforeSecond: () => void,
): Promise<Msg> {
  let timer: NodeJS.Timeout | undefined;
  const second = new Promise<Msg>((resolve, reject) => {
    timer = setTimeout(() => {
      beforeSecond();
      send(timeoutMs - SECOND_ATTEMPT_MS).then(resolve, reject);
    }, SECOND_ATTEMPT_MS);
  });
  try {
    return await Promise.race([send(timeoutMs), second]);
  } finally {
    clearTimeout(timer);
  }
}

function unwrap<Reply>(message: Msg, subject: string): Reply {
  const packet = readReply(message.data);
  if (!packet) throw MalformedReply({ subject });
  if (packet.err) throw faultFromWire(packet.err);
  const { response } = packet;
  if (typeof response !== 'object' || response === null || Array.isArray(response))
    throw MalformedReply({ subject });
  return response as Reply;
}

function faultOf(error: unknown, subject: string): Error {
  if (error instanceof errors.TimeoutError) return DeadlineExceeded({ subject });
  // The client refuses to publish it; its other arguments are valid.
  if (error instanceof errors.InvalidArgumentError) return RequestTooLarge({ subject });
  return ServiceUnavailable({ subject, retryAfterMs: RETRY_AFTER_MS });
}
