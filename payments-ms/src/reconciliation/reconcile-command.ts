import { parseArgs } from 'node:util';
import type { AccountBalance } from '../ledger/ledger.js';
import { RECORD_TYPES, type ReconciliationReport, type Span, unresolvedCount } from './reconciliation.js';

export interface ReconcileArguments {
  span: Span;
  dryRun: boolean;
  json: boolean;
  help: boolean;
}

export class InvalidArguments extends Error {
  override readonly name = 'InvalidArguments';
}

export const USAGE = `node dist/reconcile.js [--from ISO] [--to ISO] [--dry-run] [--json]

  --from      start of the time span, such as 2026-01-31 or 2026-01-31T10:00:00Z; default: 30 days ago
  --to        end of the time span; default: now
  --dry-run   report differences and write nothing
  --json      print one JSON object instead of lines

Compares Stripe's events, charges, refunds, disputes and balance transactions of the time span, and all payment sessions
whose end is not known, with our records. Resolves lost webhooks of any age, and reports what it cannot resolve.
Exit status: 0 no unresolved difference, 1 unresolved differences, 2 invalid arguments.
`;

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;

/** Throws {@link InvalidArguments}. */
export function parseArguments(argv: string[], now: Date): ReconcileArguments {
  const { from, to, 'dry-run': dryRun = false, json = false, help = false } = parse(argv);
  const end = to === undefined ? now : parseTime('--to', to);
  const start =
    from === undefined ? new Date(end.getTime() - DEFAULT_DAYS * DAY_MS) : parseTime('--from', from);
  if (start >= end) throw new InvalidArguments('--from must be before --to');
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
    throw new InvalidArguments((error as Error).message);
  }
}

/** A date without a time is midnight UTC. */
function parseTime(name: string, value: string): Date {
  const date = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2})?)?$/.test(value) ? new Date(value) : undefined;
  if (!date || Number.isNaN(date.getTime()))
    throw new InvalidArguments(
      `${name} must be a date such as 2026-01-31 or 2026-01-31T10:00:00Z, not "${value}"`,
    );
  return date;
}

/** The report in lines. */
export function summary(report: ReconciliationReport, dryRun: boolean): string[] {
  const compared = RECORD_TYPES.map((type) => `${report.compared[type]} ${type}`).join(', ');
  return [
    `compared    ${compared}`,
    `resolved    ${dryRun ? 'none (dry run)' : counted(report.resolved)}`,
    `unresolved  ${counted(report.unresolved)}`,
    ...Object.entries(report.difference)
      .filter(([, amount]) => amount !== 0)
      .map(
        ([currency, amount]) =>
          `            Stripe's balance transactions and the ledger differ by ${amount} ${currency}`,
      ),
    unresolvedCount(report) === 0
      ? 'There are no unresolved differences.'
      : 'Check the unresolved differences listed above.',
  ];
}

/** A line per account, a column per currency. Each column sums to zero. */
export function trialBalance(balances: readonly AccountBalance[]): string[] {
  if (balances.length === 0) return ['The ledger is empty.'];
  const currencies = [...new Set(balances.map(({ currency }) => currency))];
  const accounts = [...new Set(balances.map(({ account }) => account))].toSorted();
  const of = (account: string, currency: string) =>
    balances.find((one) => one.account === account && one.currency === currency)?.balance ?? 0n;
  const sum = (currency: string) => accounts.reduce((total, account) => total + of(account, currency), 0n);
  const line = (name: string, cell: (currency: string) => string) =>
    `  ${name.padEnd(15)}${currencies.map((currency) => cell(currency).padStart(16)).join('')}`;
  return [
    'Trial balance of the ledger, in minor units:',
    line('', (currency) => currency),
    ...accounts.map((account) => line(account, (currency) => String(of(account, currency)))),
    line('sum', (currency) => String(sum(currency))),
  ];
}

const counted = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ') || 'none';
