import type { ListDeadLettersRequest } from '@orderwire/contracts';
import { parseArgs } from 'node:util';
import { topology } from '../topology.js';
import { UserError } from '../user-error.js';

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Parsed arguments of `npm run dead-letters`. */
export type DeadLetterArguments = { target: string | undefined } & (
  | { verb: 'list'; filters: ListDeadLettersRequest & { service?: string } }
  | { verb: 'show' | 'requeue'; service: string; ids: string[]; reason?: never }
  | { verb: 'discard'; service: string; ids: string[]; reason: string }
);

const usage = `npm run dead-letters -- list [--service orders] [--consumer name] [--subject order.paid] [--resolved]
npm run dead-letters -- show <service> <id>
npm run dead-letters -- requeue <service> <id> [<id> …]
npm run dead-letters -- discard <service> <id> [<id> …] --reason "why"
all: --target compose; ORDERWIRE_EMAIL and ORDERWIRE_PASSWORD select another account`;

/** Throws a UserError for invalid arguments. */
export function parseDeadLetterArguments(args: string[]): DeadLetterArguments {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      service: { type: 'string' },
      consumer: { type: 'string' },
      subject: { type: 'string' },
      resolved: { type: 'boolean' },
      reason: { type: 'string' },
      target: { type: 'string' },
    },
  });
  const { target, reason, service, consumer, subject, resolved } = values;
  const [verb, of, ...ids] = positionals;
  if (verb === 'list') {
    if (of) throw new UserError(`list takes no "${of}"; did you mean --service ${of}?`);
    const filters = {
      ...(service && { service: parseService(service) }),
      ...(consumer && { consumer }),
      ...(subject && { subject }),
      ...(resolved && { resolved }),
    };
    return { verb, target, filters };
  }
  if (verb !== 'show' && verb !== 'requeue' && verb !== 'discard')
    throw new UserError(`${verb ? `There is no command "${verb}"` : 'A command is missing'}:\n${usage}`);
  const common = { target, service: parseService(of ?? ''), ids: parseIds(ids, verb) };
  if (verb !== 'discard') return { ...common, verb };
  if (!reason?.trim()) throw new UserError('discard needs --reason "why the event is not needed".');
  return { ...common, verb, reason };
}

/** `orders` for "orders" or "orders-ms". */
export function parseService(name: string): string {
  const services = topology.flatMap(({ database }) => (database ? [database.name] : []));
  const service = name.replace(/-ms$/, '');
  if (services.includes(service)) return service;
  throw new UserError(`There is no service "${name}" with a database; there are ${services.join(', ')}.`);
}

/** Throws a UserError unless the text is a UUID. */
export function parseId(text: string, option: string): string {
  if (uuid.test(text)) return text;
  throw new UserError(`${option}: "${text}" is not an id.`);
}

function parseIds(ids: string[], verb: string): string[] {
  if (ids.length === 0) throw new UserError(`${verb} needs the id of a dead letter, as "list" shows it.`);
  return ids.map((id) => parseId(id, verb));
}
