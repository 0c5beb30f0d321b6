import {
  closureOf,
  type Contract,
  type JsonSchema,
  jsonSchemas,
  sorted,
} from '@orderwire/contracts/documents';

/** The wire format of a contract. */
export interface Snapshot {
  readonly subject: string;
  readonly kind: 'rpc' | 'event';
  /** Names of its messages in `definitions`: request and reply, or payload. */
  readonly messages: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  readonly definitions: Readonly<Record<string, JsonSchema>>;
}

/** The snapshot of one contract. */
export function snapshotOf(contract: Contract): Snapshot {
  const all = jsonSchemas('#/definitions/');
  const messages: Record<string, string> =
    contract.kind === 'rpc'
      ? { request: contract.request.name, reply: contract.reply.name }
      : { payload: contract.payload.name };
  const definitions = Object.assign(
    {},
    ...Object.values(messages).map((name) => closureOf(name, all)),
  ) as object;
  return sorted({
    subject: contract.subject,
    kind: contract.kind,
    messages,
    definitions,
    ...(contract.kind === 'rpc' && { timeoutMs: contract.timeoutMs }),
  }) as Snapshot;
}

/** A value as a generated file stores it. */
export const print = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
