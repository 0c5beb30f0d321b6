import { ConfigError, createLogger, Database, main } from '@orderwire/platform';
import { isLiveKey, readConfig } from './config.js';
import { LedgerRepository } from './ledger/ledger.repository.js';
import { DifferenceRepository } from './reconciliation/difference.repository.js';
import { createReconciliation } from './reconciliation/reconciliation.providers.js';
import {
  InvalidArguments,
  pageOf,
  parseArguments,
  type ReconcileArguments,
  samplesOf,
  summary,
  trialBalance,
  USAGE,
} from './reconciliation/reconcile-command.js';
import { type DifferenceFilter, unresolvedCount } from './reconciliation/reconciliation.js';

/** The most unresolved and resolved differences that `--json` lists; all are counted and stored. */
const MAX_LISTED = 1_000;
const PROGRESS_MS = 2_000;

const print = (line: string) => process.stdout.write(`${line}\n`);

/** `node dist/reconcile.js --help`. The running service processes the events that this stores. */
await main(async () => {
  try {
    const args = parseArguments(process.argv.slice(2), new Date());
    if (args.help) process.stdout.write(USAGE);
    else process.exitCode = await (args.list ? list(args.list, args.json) : reconcile(args));
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const invalid = error instanceof InvalidArguments;
    const { message } = error as Error;
    process.stderr.write(
      invalid
        ? `${message}\n\n${USAGE}`
        : `The reconciliation failed; what it resolved stays resolved: ${message}\n`,
    );
    process.exitCode = invalid ? 2 : 1;
  }
  // An open connection to Stripe must not delay the exit. The output is flushed first.
  process.stdout.write('', () => process.exit());
});

async function list(filter: DifferenceFilter, json: boolean): Promise<number> {
  const logger = createLogger('payments-ms', 'silent');
  const database = new Database({ url: readConfig().DATABASE_URL, poolSize: 1, logger });
  try {
    const rows = await new DifferenceRepository(database).page(filter);
    if (json) print(JSON.stringify(rows));
    else for (const line of pageOf(rows, filter)) print(line);
    return 0;
  } finally {
    await database.close();
  }
}

async function reconcile({ span, dryRun, json }: ReconcileArguments): Promise<number> {
  const config = readConfig();
  const logger = createLogger('payments-ms', 'silent');
  const database = new Database({ url: config.DATABASE_URL, poolSize: 4, logger });
  const unresolved: object[] = [];
  const resolved: object[] = [];
  let printedAt = Date.now();
  try {
    const mode = isLiveKey(config.STRIPE_SECRET) ? 'live' : 'test';
    if (!json)
      print(
        `Comparing with Stripe (${mode} mode) from ${span.from.toISOString()} to ${span.to.toISOString()}`,
      );
    const report = await createReconciliation(database, config).execute(span, {
      resolve: !dryRun,
      onDifference: (difference) => {
        const listed = difference.resolved ? resolved : unresolved;
        if (json && listed.length < MAX_LISTED) listed.push(difference);
      },
      onEnd: (found) => {
        if (!json) for (const line of samplesOf(found, dryRun)) print(line);
      },
      onProgress: (day, compared) => {
        if (Date.now() - printedAt < PROGRESS_MS) return;
        printedAt = Date.now();
        const counts = Object.entries(compared).map(([type, count]) => `${count} ${type}`);
        process.stderr.write(`… ${day.from.toISOString().slice(0, 10)}: ${counts.join(', ')}\n`);
      },
    });
    const balances = await new LedgerRepository(database).trialBalance();
    if (json) {
      const lines = balances.map((one) => ({ ...one, balance: String(one.balance) }));
      const differences = [...unresolved, ...resolved];
      print(JSON.stringify({ ...report, dryRun, differences, trialBalance: lines }));
    } else for (const line of [...summary(report, dryRun), ...trialBalance(balances)]) print(line);
    return unresolvedCount(report) === 0 ? 0 : 1;
  } finally {
    await database.close();
  }
}
