import { type MsgHdrs, headers as createHeaders } from '@nats-io/transport-node';
import { actorFromHeader, Headers } from '@orderwire/contracts';
import { type Context, correlationIdFrom } from '../context/context.js';

/** Writes a context into NATS headers. */
export function toHeaders(context: Context): MsgHdrs {
  const headers = createHeaders();
  headers.set(Headers.correlationId, context.correlationId);
  headers.set(Headers.actor, JSON.stringify(context.actor));
  if (context.deadline)
    headers.set(Headers.budgetMs, String(Math.max(0, Math.round(context.deadline - Date.now()))));
  if (context.idempotencyKey) headers.set(Headers.idempotencyKey, context.idempotencyKey);
  if (context.traceParent) headers.set(Headers.traceParent, context.traceParent);
  return headers;
}

/** Reads a context from NATS headers; what is missing or unreadable takes its safe value. */
export function fromHeaders(headers: MsgHdrs | undefined): Context {
  const get = (name: string): string | undefined => headers?.get(name) || undefined;
  const budgetMs = Number(get(Headers.budgetMs));
  const idempotencyKey = get(Headers.idempotencyKey);
  const traceParent = get(Headers.traceParent);
  return {
    correlationId: correlationIdFrom(get(Headers.correlationId)),
    actor: actorFromHeader(get(Headers.actor)),
    ...(budgetMs > 0 && { deadline: Date.now() + budgetMs }),
    ...(idempotencyKey && { idempotencyKey }),
    ...(traceParent && { traceParent }),
  };
}
