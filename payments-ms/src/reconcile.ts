import { ConfigError, createLogger, Database, main } from '@orderwire/platform';
import { isLiveKey, readConfig } from './config.js';
import { unhealedOf } from './domain/reconciliation.js';
import {
  BadArguments,
  readArguments,
  type ReconcileArguments,
  USAGE,
} from './inbound/reconcile-arguments.js';
import { summary, trialBalance } from './inbound/reconcile-screen.js';
import { LedgerRepository } from './outbound/ledger.repository.js';
import { reconciling } from './reconciling.js';

/** Findings that `--json` names; all are counted. */
const NAMED = 10_000;
const PROGRESS_MS = 2_000;

const print = (line: string) => process.stdout.write(`${line}\n`);

/** `node dist/reconcile.js --help`. What it heals is settled by the running service. */
await main(async () => {
  try {
    const asked = readArguments(process.argv.slice(2), new Date());
    if (asked.help) process.stdout.write(USAGE);
    else process.exitCode = await reconcile(asked);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const misread = error instanceof BadArguments;
    const early = 'The comparison ended early; what was healed until then stays healed: ';
    process.stderr.write(
      `${misread ? '' : early}${(error as Error).message}\n${misread ? `\n${USAGE}` : ''}`,
    );
    process.exitCode = misread ? 2 : 1;
  }
  // A connection that Stripe left half answered must not keep the program from ending; what was printed leaves first.
  process.stdout.write('', () => process.exit());
});

async function reconcile({ span, dryRun, json }: ReconcileArguments): Promise<number> {
  const config = readConfig();
  const logger = createLogger('payments-ms', 'silent');
  const database = new Database({ url: config.DATABASE_URL, poolSize: 4, logger });
  const findings: object[] = [];
  let shown = Date.now();
  try {
    const mode = isLiveKey(config.STRIPE_SECRET) ? 'live' : 'test';
    if (!json)
      print(
        `Comparing with Stripe (${mode} mode) from ${span.from.toISOString()} to ${span.to.toISOString()}`,
      );
    const report = await reconciling(database, config).execute(span, {
      heal: !dryRun,
      onFound: (finding) => {
        const word = finding.healed ? 'healed    ' : dryRun ? 'differs   ' : 'not healed';
        if (!json) print(`${word}  ${finding.kind}: ${finding.text}`);
        else if (findings.length < NAMED) findings.push(finding);
      },
      onProgress: (day, compared) => {
        if (Date.now() - shown < PROGRESS_MS) return;
        shown = Date.now();
        const pages = Object.entries(compared).map(([what, count]) => `${count} ${what}`);
        process.stderr.write(`… ${day.from.toISOString().slice(0, 10)}: ${pages.join(', ')}\n`);
      },
    });
    const balances = await new LedgerRepository(database).trialBalance();
    if (json) {
      const book = balances.map((one) => ({ ...one, balance: String(one.balance) }));
      print(JSON.stringify({ ...report, dryRun, findings, trialBalance: book }));
    } else for (const line of [...summary(report, dryRun), ...trialBalance(balances)]) print(line);
    return unhealedOf(report) === 0 ? 0 : 1;
  } finally {
    await database.close();
  }
}
