import { parseArgs } from 'node:util';
import { allDifferenceKinds } from '@orderwire/contracts';
import type { AccountBalance } from '../ledger/ledger.js';
import {
  type DifferenceFilter,
  type FoundKind,
  RECORD_TYPES,
  type ReconciliationReport,
  type Span,
  type StoredDifference,
  unresolvedCount,
} from './reconciliation.js';

export interface ReconcileArguments {
  span: Span;
  dryRun: boolean;
  json: boolean;
  help: boolean;
  /** Lists stored differences instead of comparing. */
  list?: DifferenceFilter;
}

export class InvalidArguments extends Error {
  override readonly name = 'InvalidArguments';
}

export const USAGE = `node dist/reconcile.js [--from ISO] [--to ISO] [--dry-run] [--json]
node dist/reconcile.js list [--kind KIND] [--after KIND/OBJECT] [--limit N] [--resolved] [--json]

  --from      start of the time span, such as 2026-01-31 or 2026-01-31T10:00:00Z; default: 30 days ago
  --to        end of the time span; default: now
  --dry-run   report differences and write nothing
  --json      print one JSON object instead of lines

  list        lists the stored differences that are not resolved, and compares nothing
  --kind      only this kind, such as unknown_capture
  --after     continues after this difference: the last line of a page names it
  --limit     differences of a page, 1 to 10000; default: 100
  --resolved  lists those that were resolved in the last 30 days instead

Compares Stripe's events, charges, refunds, disputes and balance transactions of the time span, and all payment sessions
whose end is not known, with our records. Resolves lost webhooks of any age, and reports what it cannot resolve.
Exit status: 0 no unresolved difference, 1 unresolved differences, 2 invalid arguments.
`;

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;
const KINDS: readonly string[] = allDifferenceKinds;

/** Throws {@link InvalidArguments}. */
export function parseArguments(argv: string[], now: Date): ReconcileArguments {
  const { values, positionals } = parse(argv);
  const { from, to, 'dry-run': dryRun = false, json = false, help = false } = values;
  const [command] = positionals;
  if (positionals.length > 1 || (command !== undefined && command !== 'list'))
    throw new InvalidArguments(`unknown command "${positionals.join(' ')}"; the only one is list`);
  const list = command && filterOf(values);
  const end = to === undefined ? now : parseTime('--to', to);
  const start =
    from === undefined ? new Date(end.getTime() - DEFAULT_DAYS * DAY_MS) : parseTime('--from', from);
  if (start >= end) throw new InvalidArguments('--from must be before --to');
  return { span: { from: start, to: end }, dryRun, json, help, ...(list && { list }) };
}

function filterOf({ kind, after = '', limit = '100', resolved = false }: Values): DifferenceFilter {
  if (kind !== undefined && !KINDS.includes(kind))
    throw new InvalidArguments(`--kind must be one of ${KINDS.join(', ')}, not "${kind}"`);
  const [, afterKind = '', objectId = ''] = /^(\w+)\/(.+)$/.exec(after) ?? [];
  if (after && !objectId)
    throw new InvalidArguments(`--after must be KIND/OBJECT from the end of a page, not "${after}"`);
  if (!/^[1-9]\d{0,4}$/.test(limit) || Number(limit) > 10_000)
    throw new InvalidArguments(`--limit must be 1 to 10000, not "${limit}"`);
  return { kind: kind ?? null, resolved, after: { kind: afterKind, objectId }, limit: Number(limit) };
}

type Values = ReturnType<typeof parse>['values'];

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        from: { type: 'string' },
        to: { type: 'string' },
        'dry-run': { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
        kind: { type: 'string' },
        after: { type: 'string' },
        limit: { type: 'string' },
        resolved: { type: 'boolean' },
      },
    });
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
    `foreign     ${counted(report.foreign)} (other shops on this Stripe account; no differences)`,
    ...Object.entries(report.difference)
      .filter(([, amount]) => amount !== 0)
      .map(
        ([currency, amount]) =>
          `            Stripe's balance transactions and the ledger differ by ${amount} ${currency}`,
      ),
    unresolvedCount(report) === 0
      ? 'There are no unresolved differences.'
      : 'Check the unresolved differences; "list" lists all of them.',
  ];
}

/** A few differences of each kind, and how many more there are. */
export function samplesOf(found: readonly FoundKind[], dryRun: boolean): string[] {
  return found.flatMap(({ resolved, kind, count, samples }) => {
    const label = resolved ? 'resolved  ' : dryRun ? 'difference' : 'unresolved';
    const more = count - samples.length;
    const where = dryRun ? '' : `: list --kind ${kind}${resolved ? ' --resolved' : ''}`;
    return [
      ...samples.map((text) => `${label}  ${kind}: ${text}`),
      ...(more > 0 ? [`${label}  ${kind}: and ${more} more${where}`] : []),
    ];
  });
}

/** A page of stored differences, and the arguments of the next page if there may be one. */
export function pageOf(
  rows: readonly StoredDifference[],
  { limit, resolved, kind }: DifferenceFilter,
): string[] {
  const last = rows.at(-1);
  const options = `${kind ? ` --kind ${kind}` : ''}${resolved ? ' --resolved' : ''}`;
  return [
    ...rows.map(({ kind: of, objectId, details, firstSeenAt, lastSeenAt }) => {
      const seen = `first seen ${firstSeenAt.toISOString()}, last ${lastSeenAt.toISOString()}`;
      return `${of}/${objectId}  ${seen}: ${details}`;
    }),
    last && rows.length === limit
      ? `Next page: list${options} --limit ${limit} --after ${last.kind}/${last.objectId}`
      : `There are no more ${resolved ? 'resolved' : 'unresolved'} differences.`,
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
