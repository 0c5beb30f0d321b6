import { parse } from 'secure-json-parse';

/** Nest's own request packet, so that any Nest service or ClientProxy can talk to ours. */
export interface RequestPacket {
  id?: string;
  data: unknown;
}

/** Nest's own reply packet. */
export interface ReplyPacket {
  id?: string;
  response?: unknown;
  err?: unknown;
  isDisposed?: boolean;
}

const decoder = new TextDecoder('utf-8', { fatal: true });
const encoder = new TextEncoder();

export const encode = (value: unknown): Uint8Array => encoder.encode(JSON.stringify(value));

/** Throws on anything that is not JSON in UTF-8, and on fields that would reach for a prototype. */
export const decode = (bytes: Uint8Array): unknown => parse(decoder.decode(bytes));

/** Reads a request: Nest's packet, or bare JSON as the `nats` command line sends it; nothing at all is `{}`. */
export function readRequest(bytes: Uint8Array): RequestPacket {
  if (bytes.length === 0) return { data: {} };
  const value = decode(bytes);
  if (isRecord(value) && 'pattern' in value && 'data' in value) {
    return { data: value['data'] ?? {}, ...(typeof value['id'] === 'string' && { id: value['id'] }) };
  }
  return { data: value };
}

/** Reads a reply; undefined when it is not one. */
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
