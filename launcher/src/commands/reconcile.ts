import { runProgram } from '../system/running-system.js';

const HELP = `npm run reconcile [-- --from 2026-01-31] [--to 2026-02-28T12:00:00Z] [--dry-run] [--json]
npm run reconcile -- list [--kind KIND] [--after KIND/OBJECT] [--limit N] [--resolved] [--json]

Compares the payments of the running system with Stripe, resolves differences such as lost webhooks, and counts the rest
with samples. list pages through the stored differences.
Exit code 0: no unresolved differences; 1: unresolved differences; 2: invalid arguments.

For the system in containers: docker compose exec payments-ms node dist/reconcile.js [the same arguments]
`;

/** `npm run reconcile`: runs the program of payments-ms in its environment. */
export async function reconcile(args: string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(HELP);
    return 0;
  }
  return runProgram('payments-ms', 'reconcile.js', args);
}
