import { parseArgs } from 'node:util';
import { UserError } from '../user-error.js';
import { serviceNamed } from './dead-letter-orders.js';

/** Which events `npm run replay` was told to publish again, as the gateway takes it. */
export interface Selection {
  service?: string;
  orderId?: string;
  subject?: string;
  from?: string;
  to?: string;
  dryRun?: boolean;
}

export const usage = `npm run replay -- --order <id> | --subject order.paid | --from 2026-01-31T10:00:00Z [--to …] | --all
any mix of them; --service orders: of that service alone; --dry-run: only count
--target compose; ORDERWIRE_EMAIL and ORDERWIRE_PASSWORD for an account of your own`;

/** Reads the arguments. Throws a UserError that names what is wrong. */
export function replayOrder(args: string[]): { selection: Selection; target: string | undefined } {
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
    throw new UserError(`Say which events, or --all for every one that is kept (14 days):\n${usage}`);
  if (order && !/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(order))
    throw new UserError(`--order: "${order}" is not the id of an order.`);
  const span = { ...(from && { from: timeNamed('from', from) }), ...(to && { to: timeNamed('to', to) }) };
  if (span.from && span.to && span.from >= span.to) throw new UserError('--from must be before --to.');
  return {
    target,
    selection: {
      ...(service && { service: serviceNamed(service) }),
      ...(order && { orderId: order }),
      ...(subject && { subject }),
      ...span,
      ...(dryRun && { dryRun }),
    },
  };
}

function timeNamed(name: string, text: string): string {
  const time = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(time.getTime()))
    throw new UserError(`--${name}: "${text}" is not a time; write it like 2026-01-31T10:00:00Z.`);
  return time.toISOString();
}
