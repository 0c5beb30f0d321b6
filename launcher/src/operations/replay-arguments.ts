import type { ReplaySelection } from '@orderwire/contracts';
import { parseArgs } from 'node:util';
import { UserError } from '../user-error.js';
import { parseId, parseService } from './dead-letter-arguments.js';

const usage = `npm run replay -- --order <id> | --subject order.paid | --from 2026-01-31T10:00:00Z [--to …] | --all
Options combine. --service orders: only that service; --dry-run: only count
--target compose; ORDERWIRE_EMAIL and ORDERWIRE_PASSWORD select another account`;

/** The events to publish again. */
export type Selection = ReplaySelection & { service?: string; orderId?: string };

/** Parsed arguments of `npm run replay`. Throws a UserError for invalid arguments. */
export function parseReplayArguments(args: string[]): { selection: Selection; target: string | undefined } {
  const { values } = parseArgs({
    args,
    options: {
      order: { type: 'string' },
      subject: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      all: { type: 'boolean' },
      service: { type: 'string' },
      'dry-run': { type: 'boolean' },
      target: { type: 'string' },
    },
  });
  const { order, subject, from, to, all, service, target, 'dry-run': dryRun } = values;
  if (!order && !subject && !from && !to && !all)
    throw new UserError(`Select events, or use --all for all events of the last 14 days:\n${usage}`);
  const span = { ...(from && { from: parseTime('from', from) }), ...(to && { to: parseTime('to', to) }) };
  if (span.from && span.to && span.from >= span.to) throw new UserError('--from must be before --to.');
  return {
    target,
    selection: {
      ...(service && { service: parseService(service) }),
      ...(order && { orderId: parseId(order, '--order') }),
      ...(subject && { subject }),
      ...span,
      ...(dryRun && { dryRun }),
    },
  };
}

function parseTime(name: string, text: string): string {
  const time = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(time.getTime()))
    throw new UserError(`--${name}: "${text}" is not a time; use the form 2026-01-31T10:00:00Z.`);
  return time.toISOString();
}
