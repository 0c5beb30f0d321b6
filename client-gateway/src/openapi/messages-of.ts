import type { MessageClass } from '@orderwire/contracts';
import { PARAMTYPES_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/internal';

/** The contract classes a handler takes from a request. */
export interface RouteMessages {
  body?: MessageClass<object>;
  query?: MessageClass<object>;
  path?: MessageClass<object>;
}

const rooms = new Map<number, keyof RouteMessages>([
  [RouteParamtypes.BODY, 'body'],
  [RouteParamtypes.QUERY, 'query'],
  [RouteParamtypes.PARAM, 'path'],
]);

/** Reads a handler's parameters: the same metadata Nest itself goes by, so that the two cannot differ. */
export function messagesOf(target: object, key: string): RouteMessages {
  const types = (Reflect.getMetadata(PARAMTYPES_METADATA, target, key) ?? []) as MessageClass<object>[];
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, target.constructor, key) ?? {}) as Record<
    string,
    { index: number }
  >;
  const messages: RouteMessages = {};
  for (const [name, { index }] of Object.entries(args)) {
    const room = rooms.get(Number(name.split(':')[0]));
    const type = types[index];
    if (room && type) messages[room] = type;
  }
  return messages;
}
