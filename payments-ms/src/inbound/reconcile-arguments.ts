import { parseArgs } from 'node:util';
import type { Span } from '../domain/reconciliation.js';

/** What the command was asked to do. */
export interface ReconcileArguments {
  span: Span;
  dryRun: boolean;
  json: boolean;
  help: boolean;
}

/** The arguments are not understood; the message says which. */
export class BadArguments extends Error {
  override readonly name = 'BadArguments';
}

export const USAGE = `node dist/reconcile.js [--from ISO] [--to ISO] [--dry-run] [--json]

  --from      first instant to compare, e.g. 2026-01-31 or 2026-01-31T10:00:00Z; 30 days ago unless told
  --to        last instant; now unless told
  --dry-run   compare and tell, change nothing
  --json      one JSON object instead of lines

Compares Stripe's events, charges, refunds, disputes and balance transactions of the span, and all sessions of ours
whose end is not known, with our rows; heals lost webhooks of any age; names what it cannot heal.
Ends with 0 when all is well or healed, 1 when something is not, 2 when the arguments are wrong.
`;

const DAY_MS = 86_400_000;
const DAYS = 30;

/** Throws {@link BadArguments}. */
export function readArguments(argv: string[], now: Date): ReconcileArguments {
  const { from, to, 'dry-run': dryRun = false, json = false, help = false } = parse(argv);
  const end = to === undefined ? now : instant('--to', to);
  const start = from === undefined ? new Date(end.getTime() - DAYS * DAY_MS) : instant('--from', from);
  if (start >= end) throw new BadArguments('--from has to be before --to');
  return { span: { from: start, to: end }, dryRun, json, help };
}

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: {
        from: { type: 'string' },
        to: { type: 'string' },
        'dry-run': { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new BadArguments((error as Error).message);
  }
}

/** A date alone is its first instant in UTC. */
function instant(name: string, value: string): Date {
  const date = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2})?)?$/.test(value) ? new Date(value) : undefined;
  if (!date || Number.isNaN(date.getTime()))
    throw new BadArguments(
      `${name} has to be a date like 2026-01-31 or 2026-01-31T10:00:00Z, not "${value}"`,
    );
  return date;
}
