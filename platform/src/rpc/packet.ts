import { parse } from 'secure-json-parse';

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

/** Throws on bytes that are not JSON in UTF-8, and on fields that would set a prototype. */
export const decode = (bytes: Uint8Array): unknown => parse(decoder.decode(bytes));

/**
 * Reads a request: Nest's packet, or plain JSON as the `nats` command line sends it. An empty one
 * is `{}`.
 */
export function readRequest(bytes: Uint8Array): RequestPacket {
  if (bytes.length === 0) return { data: {} };
  const value = decode(bytes);
  if (isRecord(value) && 'pattern' in value && 'data' in value) {
    return { data: value['data'] ?? {}, ...(typeof value['id'] === 'string' && { id: value['id'] }) };
  }
  return { data: value };
}

/** Reads a reply; undefined when it is not a reply packet. */
export function readReply(bytes: Uint8Array): ReplyPacket | undefined {
  try {
    const value = decode(bytes);
    return isRecord(value) && ('response' in value || 'err' in value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
