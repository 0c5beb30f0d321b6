import { faultKinds, Headers, type RpcContract } from '../index.js';
import type { NamedContract } from './named-contracts.js';
import { closureOf, type JsonSchema, jsonSchemas, sorted } from './json-schema.js';

const prefix = '#/components/schemas/';
const text = { type: 'string' };

/** The headers of every message, as {@link Headers} names them. */
const headers = {
  type: 'object',
  properties: Object.fromEntries(Object.values(Headers).map((name) => [name, text])),
};

const fault = {
  type: 'object',
  required: ['kind', 'code', 'message'],
  properties: { kind: { ...text, enum: faultKinds }, code: text, message: text, details: { type: 'object' } },
};

/** Nest's reply packet around a reply or a fault. */
const packet = (reply: string) => ({
  type: 'object',
  properties: {
    response: { $ref: `${prefix}${reply}` },
    err: { $ref: `${prefix}Fault` },
    isDisposed: { type: 'boolean' },
    id: text,
  },
});

/** What AsyncAPI has no words for: access, callers, the time limit, and faults beside the implied ones. */
const extensionsOf = ({ access, callers, timeoutMs, faults }: RpcContract<object, object>) => ({
  'x-access': access,
  'x-callers': callers === 'all' ? 'all services' : callers.join(', '),
  'x-timeout-ms': timeoutMs,
  ...(faults.length > 0 && {
    'x-faults': faults.map((create) => {
      const { kind, code, message } = create();
      return { kind, code, message };
    }),
  }),
});

/** The AsyncAPI 3.0 document of all contracts. */
export function asyncApi(contracts: readonly NamedContract[], version: string): unknown {
  const all = jsonSchemas(prefix);
  const schemas: Record<string, JsonSchema> = { Fault: fault, MessageHeaders: headers };
  const channels: Record<string, unknown> = {};
  const operations: Record<string, unknown> = {};
  const message = (name: string, payload: object, example?: object) => ({
    [name]: {
      name,
      contentType: 'application/json',
      headers: { $ref: `${prefix}MessageHeaders` },
      payload,
      ...(example && { examples: [{ payload: example }] }),
    },
  });
  const messageOf = (name: string, example?: object) => {
    Object.assign(schemas, closureOf(name, all));
    return message(name, { $ref: `${prefix}${name}` }, example);
  };
  for (const { name, contract } of contracts) {
    const { subject, owner, description } = contract;
    const channel = { $ref: `#/channels/${subject}` };
    const tags = [{ name: owner }];
    if (contract.kind === 'event') {
      channels[subject] = { address: subject, description, tags, messages: messageOf(contract.payload.name) };
      operations[name] = { action: 'send', summary: description, channel, tags };
      continue;
    }
    const { request, reply, example } = contract;
    const replyPacket = `${reply.name}Packet`;
    Object.assign(schemas, closureOf(reply.name, all));
    channels[subject] = { address: subject, description, tags, messages: messageOf(request.name, example) };
    channels[`${subject}.reply`] = { address: null, messages: message(replyPacket, packet(reply.name)) };
    operations[name] = {
      action: 'receive',
      summary: description,
      channel,
      tags,
      reply: { channel: { $ref: `#/channels/${subject}.reply` } },
      ...extensionsOf(contract),
    };
  }
  return sorted({
    asyncapi: '3.0.0',
    info: {
      title: 'Orderwire',
      version,
      description:
        'Request-reply over NATS (the request as bare JSON or in a Nest packet) and events over JetStream.',
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    channels,
    operations,
    components: { schemas },
  });
}
