import type { DeadLetterSummary, DeadLetterView, ListDeadLettersRequest } from '@orderwire/contracts';
import { RequestFailed, type ShopClient } from '@orderwire/test-kit/shop-client';
import { parseArgs } from 'node:util';
import { parseId, parseService, signInOperator } from '../operator.js';
import { UserError } from '../user-error.js';

const PAGE_SIZE = 100;
/** Length limit of a reason in a list. */
const REASON_LENGTH = 300;

const usage = `npm run dead-letters -- list [--service orders] [--consumer name] [--subject order.paid] [--resolved]
npm run dead-letters -- show <service> <id>
npm run dead-letters -- requeue <service> <id> [<id> …]
npm run dead-letters -- discard <service> <id> [<id> …] --reason "why"
all: --target compose; ORDERWIRE_EMAIL and ORDERWIRE_PASSWORD select another account`;

type Filters = ListDeadLettersRequest & { service?: string };

/** Parsed arguments of `npm run dead-letters`. */
type DeadLetterArguments = { target?: string } & (
  | { verb: 'list'; filters: Filters }
  | { verb: 'show' | 'requeue'; service: string; ids: string[]; reason?: never }
  | { verb: 'discard'; service: string; ids: string[]; reason: string }
);

/**
 * `npm run dead-letters -- list|show|requeue|discard …`: events that consumers gave up on. Exit
 * code 1 when a service did not respond or an operation failed.
 */
export async function deadLetters(args: string[]): Promise<number> {
  const command = parseDeadLetterArguments(args);
  const staff = await signInOperator(command.target);
  if (command.verb === 'list') return list(staff, command.filters);
  const { verb, service, ids, reason } = command;
  let failed = 0;
  for (const id of ids) {
    try {
      if (verb === 'show') console.log(deadLetterDetails((await staff.getDeadLetter(service, id)).orThrow()));
      else if (reason)
        console.log(deadLetterLines((await staff.discardDeadLetter(service, id, reason)).orThrow()));
      else console.log(deadLetterLines((await staff.requeueDeadLetter(service, id)).orThrow()));
    } catch (error) {
      // A failure does not prevent the others.
      if (!(error instanceof RequestFailed)) throw error;
      console.error(`${id}: ${error.message}`);
      failed++;
    }
  }
  return failed > 0 ? 1 : 0;
}

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
  const { target, reason, service, resolved, ...filters } = values;
  const [verb, of = '', ...ids] = positionals;
  if (verb === 'list') {
    if (of) throw new UserError(`list takes no "${of}"; did you mean --service ${of}?`);
    return {
      verb,
      target,
      filters: {
        ...filters,
        ...(resolved && { state: 'resolved' }),
        service: service && parseService(service),
      },
    };
  }
  if (verb !== 'show' && verb !== 'requeue' && verb !== 'discard')
    throw new UserError(`${verb ? `There is no command "${verb}"` : 'A command is missing'}:\n${usage}`);
  const common = { target, service: parseService(of), ids: ids.map((id) => parseId(id, verb)) };
  if (ids.length === 0) throw new UserError(`${verb} needs the id of a dead letter, as "list" shows it.`);
  if (verb !== 'discard') return { ...common, verb };
  if (!reason?.trim()) throw new UserError('discard needs --reason "why the event is not needed".');
  return { ...common, verb, reason };
}

async function list(staff: ShopClient, filters: Filters): Promise<number> {
  const unavailable = new Set<string>();
  let count = 0;
  for (let cursor: string | null | undefined; cursor !== null;) {
    const reply = await staff.listDeadLetters({ limit: PAGE_SIZE, ...filters, cursor });
    const page = reply.orThrow();
    for (const letter of page.data) console.log(deadLetterLines(letter));
    for (const service of page.unavailable) unavailable.add(service);
    count += page.data.length;
    cursor = page.meta.nextCursor;
  }
  if (count === 0 && unavailable.size === 0) console.log('There are no dead letters.');
  for (const service of unavailable)
    console.error(`${service} did not respond; its dead letters are not listed.`);
  return unavailable.size > 0 ? 1 : 0;
}

/** A summary of three lines, and a fourth for a resolved one. */
function deadLetterLines(letter: DeadLetterSummary): string {
  const { service, id, diedAt, subject, consumer, attempts, resolution, resolvedReason } = letter;
  const reason = letter.reason.replace(/\s+/g, ' ');
  const by = `${letter.resolvedBy ?? 'the system'}${resolvedReason ? `: ${resolvedReason}` : ''}`;
  return [
    `${service} ${id}  ${diedAt}`,
    `  ${subject} → ${consumer}, ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`,
    `  ${reason.length > REASON_LENGTH ? `${reason.slice(0, REASON_LENGTH)} …` : reason}`,
    ...(resolution ? [`  ${resolution} ${letter.resolvedAt} by ${by}`] : []),
  ].join('\n');
}

/** All details, with the payload and the headers. */
function deadLetterDetails(letter: DeadLetterView): string {
  const { event, payload, headers, eventId, reason } = letter;
  return [
    deadLetterLines(letter),
    ...(reason.length > REASON_LENGTH ? [`  full reason: ${reason}`] : []),
    `  event ${eventId}`,
    ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`),
    '',
    event ? JSON.stringify(event, null, 2) : `${payload}\n(not readable as an event)`,
  ].join('\n');
}
