import { parseArgs } from 'node:util';
import { UserError } from '../user-error.js';

const services = ['auth', 'orders', 'payments', 'products'];
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** What `npm run dead-letters` was told to do. */
export type DeadLetterOrder = { target: string | undefined } & (
  | { verb: 'list'; filters: Record<string, string> }
  | { verb: 'show' | 'requeue'; service: string; ids: string[] }
  | { verb: 'discard'; service: string; ids: string[]; reason: string }
);

export const usage = `npm run dead-letters -- list [--service orders] [--consumer name] [--subject order.paid] [--resolved]
npm run dead-letters -- show <service> <id>
npm run dead-letters -- requeue <service> <id> [<id> …]
npm run dead-letters -- discard <service> <id> [<id> …] --reason "why"
everywhere: --target compose; ORDERWIRE_EMAIL and ORDERWIRE_PASSWORD for an account of your own`;

/** Reads the arguments. Throws a UserError that names what is wrong. */
export function deadLetterOrder(args: string[]): DeadLetterOrder {
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
    const given = {
      service: service && serviceNamed(service),
      consumer,
      subject,
      resolved: resolved && 'true',
    };
    const filters = Object.entries(given).filter((entry): entry is [string, string] => Boolean(entry[1]));
    return { verb, target, filters: Object.fromEntries(filters) };
  }
  if (verb !== 'show' && verb !== 'requeue' && verb !== 'discard')
    throw new UserError(`${verb ? `There is no "${verb}"` : 'Say what to do'}:\n${usage}`);
  const order = { target, service: serviceNamed(of ?? ''), ids: idsAmong(ids, verb) };
  if (verb !== 'discard') return { ...order, verb };
  if (!reason?.trim()) throw new UserError('discard: give --reason "why nobody needs this event".');
  return { ...order, verb, reason };
}

/** `orders` of "orders" or "orders-ms". */
export function serviceNamed(name: string): string {
  const service = name.replace(/-ms$/, '');
  if (!services.includes(service))
    throw new UserError(`There is no service "${name}" with a database; there are ${services.join(', ')}.`);
  return service;
}

function idsAmong(ids: string[], verb: string): string[] {
  if (ids.length === 0) throw new UserError(`${verb}: give the id of a dead letter, as "list" shows it.`);
  const wrong = ids.find((id) => !uuid.test(id));
  if (wrong !== undefined) throw new UserError(`"${wrong}" is not the id of a dead letter.`);
  return ids;
}
