import { errors, type Msg } from '@nats-io/transport-node';
import {
  DeadlineExceeded,
  faultFromWire,
  Headers,
  MalformedReply,
  type RpcContract,
  ServiceUnavailable,
} from '@orderwire/contracts';
import { contextOrSystem } from '../context/context.js';
import type { ServiceTokens } from '../identity/service-tokens.js';
import type { NatsLink } from '../nats/nats-connection.js';
import { encode, readReply } from './packet.js';
import { toHeaders } from './rpc-headers.js';

/** How soon a caller may come back when nobody answered on a subject. */
const RETRY_AFTER_MS = 1_000;

/**
 * Asks other services on behalf of whoever the work at hand is for; work that is our own is shown to be so by a service token.
 * It never retries: only the caller knows whether asking twice is safe.
 */
export class RpcClient {
  private sequence = 0;

  /** Without `serviceTokens` it can ask only as somebody else, or as a stranger. */
  constructor(
    private readonly nats: NatsLink,
    private readonly serviceTokens?: ServiceTokens,
  ) {}

  /**
   * Asks a contract and waits for the answer, at most as long as the work at hand may still take.
   * Throws the responder's own fault; service_unavailable at once when nobody listens on the subject or NATS is away;
   * deadline_exceeded when the time is over; malformed_reply when the answer is not one of ours.
   */
  async ask<Request extends object, Reply extends object>(
    contract: RpcContract<Request, Reply>,
    request: Request,
  ): Promise<Reply> {
    const { subject } = contract;
    // The client would keep the request until the connection is back; by then nobody waits for its answer.
    if (!this.nats.isConnected()) throw ServiceUnavailable({ subject, retryAfterMs: RETRY_AFTER_MS });
    const context = contextOrSystem();
    const deadline = Math.min(context.deadline ?? Infinity, Date.now() + contract.timeoutMs);
    const timeout = deadline - Date.now();
    if (timeout < 1) throw DeadlineExceeded({ subject });
    const packet = encode({ pattern: subject, data: request, id: String(++this.sequence) });
    const headers = toHeaders({ ...context, deadline });
    if (this.serviceTokens && (contract.access === 'service' || context.actor.role === 'system'))
      headers.set(Headers.service, await this.serviceTokens.issue());
    const reply = await this.nats.connection
      .request(subject, packet, { timeout, headers })
      .catch((error: unknown) => {
        throw faultOf(error, subject);
      });
    return unwrap<Reply>(reply, subject);
  }

  /** Asks whether anybody answers on a subject, without a handler being run. */
  async probe(subject: string, timeoutMs: number): Promise<boolean> {
    const headers = toHeaders(contextOrSystem());
    headers.set(Headers.probe, '1');
    const answer = this.nats.connection.request(subject, '', { timeout: timeoutMs, headers });
    return answer.then(
      () => true,
      () => false,
    );
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
  return ServiceUnavailable({ subject, retryAfterMs: RETRY_AFTER_MS });
}
