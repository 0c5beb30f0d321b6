import { parse } from 'secure-json-parse';
import { type MsgHdrs, headers as createHeaders } from '@nats-io/transport-node';
import {
  Headers,
  InvalidMessage,
  isIdempotencyKey,
  isOrderToken,
  isStorable,
  isTraceParent,
} from '@orderwire/contracts';
import { isIP } from 'node:net';
import { type Caller, type Context, correlationIdFrom } from '../context/context.js';
import { parseJson } from '../messages/parse.js';

/** Nest's request packet, so that any Nest service or ClientProxy can call ours. */
export interface RequestPacket {
  id?: string;
  data: unknown;
}

/** Nest's reply packet. */
export interface ReplyPacket {
  id?: string;
  response?: unknown;
  err?: unknown;
  isDisposed?: boolean;
}

const decoder = new TextDecoder('utf-8', { fatal: true });
const encoder = new TextEncoder();

export const encode = (value: unknown): Uint8Array => encoder.encode(JSON.stringify(value));

/**
 * Reads a request: Nest's packet, or plain JSON as the `nats` command line sends it. An empty one
 * is `{}`. Throws on bytes that are not JSON in UTF-8, and as {@link parseJson} does.
 */
export function readRequest(bytes: Uint8Array): RequestPacket {
  if (bytes.length === 0) return { data: {} };
  const value = parseJson(decoder.decode(bytes));
  if (isRecord(value) && 'pattern' in value && 'data' in value) {
    return { data: value['data'] ?? {}, ...(typeof value['id'] === 'string' && { id: value['id'] }) };
  }
  return { data: value };
}

/** Reads a reply; undefined when it is not a reply packet. */
export function readReply(bytes: Uint8Array): ReplyPacket | undefined {
  try {
    const value = parse(decoder.decode(bytes)) as unknown;
    return isRecord(value) && ('response' in value || 'err' in value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Writes a context into NATS headers. */
export function toHeaders(context: Context): MsgHdrs {
  const headers = createHeaders();
  const set = (name: string, value: string | undefined): void => {
    if (value) headers.set(name, value);
  };
  headers.set(Headers.correlationId, context.correlationId);
  if (context.deadline)
    headers.set(Headers.budgetMs, String(Math.max(0, Math.round(context.deadline - Date.now()))));
  set(Headers.identity, context.identity);
  set(Headers.orderToken, context.orderToken);
  set(Headers.clientIp, context.origin?.ip);
  set(Headers.device, context.origin?.device && encodeURIComponent(context.origin.device.toWellFormed()));
  set(Headers.idempotencyKey, context.idempotencyKey);
  set(Headers.traceParent, context.traceParent);
  return headers;
}

/** Reads one header; undefined when it is absent or empty. */
export type ReadHeader = (name: string) => string | undefined;

/** Reads NATS headers. */
export const headerReader =
  (headers: MsgHdrs | undefined): ReadHeader =>
  (name) =>
    headers?.get(name) || undefined;

/** Characters of a User-Agent that are kept. */
const MAX_DEVICE = 1_000;

/** Throws {@link InvalidMessage}: without its key a request that creates would not be idempotent. */
export function assertIdempotencyKey(read: ReadHeader): void {
  const key = read(Headers.idempotencyKey);
  if (key !== undefined && !isIdempotencyKey(key))
    throw InvalidMessage({
      errors: [{ path: 'Idempotency-Key', message: 'must be 1 to 255 printable ASCII characters' }],
    });
}

/**
 * Reads the context of a request whose caller is known. Missing or invalid headers are left out.
 */
export function readContext(read: ReadHeader, caller: Caller): Context {
  const budgetMs = Number(read(Headers.budgetMs));
  const orderToken = read(Headers.orderToken);
  const ip = read(Headers.clientIp);
  const device = decoded(read(Headers.device))?.slice(0, MAX_DEVICE);
  const idempotencyKey = read(Headers.idempotencyKey);
  const traceParent = read(Headers.traceParent);
  return {
    correlationId: correlationIdFrom(read(Headers.correlationId)),
    ...caller,
    ...(budgetMs > 0 && { deadline: Date.now() + budgetMs }),
    ...(isOrderToken(orderToken) && { orderToken }),
    ...((ip || device) && {
      origin: { ...(ip && isIP(ip) && { ip }), ...(device && isStorable(device) && { device }) },
    }),
    ...(isIdempotencyKey(idempotencyKey) && { idempotencyKey }),
    ...(isTraceParent(traceParent) && { traceParent }),
  };
}

function decoded(value: string | undefined): string | undefined {
  try {
    return value && decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
