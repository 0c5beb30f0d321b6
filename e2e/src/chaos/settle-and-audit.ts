import { filesIn } from '@orderwire/launcher/system';
import { audit, violationsOf } from './audit/audit.js';
import { readSnapshot } from './audit/read-snapshot.js';
import { QuiescenceProbe } from './quiescence-probe.js';
import { runReconciliation } from './reconciliation.js';
import { type ChaosReport, count } from './report.js';
import type { Outcome } from './run-scenario.js';
import { flattenSecrets, secretsInLogs } from './secrets-in-logs.js';
import type { TestBed } from './test-bed.js';

/** The system must be quiescent this long after the last request. */
const QUIESCENT_WITHIN_SECONDS = 300;
/**
 * Orders whose webhook was dropped become quiescent only after their session expires: no longer
 * wait before that.
 */
const UNPAID_SECONDS = 30;
/** At least two; a difference that the last of them finds is a violation. */
const RECONCILIATIONS = 4;

/** Pause between two readings of the work in progress. */
export const PROBE_PAUSE_MS = 500;

/** What the audit says about a system at rest. */
type AtRest = Pick<ChaosReport, 'orders' | 'finalStatuses' | 'retries' | 'reconciled' | 'violations'>;

/**
 * Ends unpaid orders, reconciles until the system is quiescent, and audits all databases, Stripe and
 * what the shoppers were answered. Call it after the last request. Unpaid orders end after `before`.
 */
export async function settleAndAudit(
  testBed: TestBed,
  outcomes: Outcome[],
  before: Promise<void> = Promise.resolve(),
): Promise<AtRest> {
  const { dataDir, secrets, shop } = testBed;
  const probe = new QuiescenceProbe(testBed, PROBE_PAUSE_MS);
  await Promise.all([before, probe.waitUntilOnlyUnpaid(UNPAID_SECONDS)]);
  await probe.expireSessions();
  const { open, reconciled } = await reconcileUntilQuiescent(testBed, probe);
  const snapshot = await readSnapshot(testBed);
  const unexpected = outcomes.flatMap((outcome) => outcome.unexpected);
  const finalStatuses: Record<string, number> = {};
  for (const { status } of snapshot.orders) count(finalStatuses, status);
  const repeated = await repeatCreations(outcomes);
  return {
    orders: snapshot.orders.length,
    finalStatuses,
    retries: shop.retries,
    reconciled,
    violations: [
      ...violationsOf('the system becomes quiescent', open),
      ...violationsOf('no request gets an unexpected reply', unexpected),
      ...violationsOf('the same Idempotency-Key returns the same order', repeated),
      ...violationsOf('no answer is lost', lostAnswers(snapshot.orders, outcomes)),
      ...audit(snapshot),
      ...violationsOf('every order belongs to a scenario', unknownOrders(snapshot.orders, outcomes)),
      ...violationsOf(
        'no log contains a secret',
        secretsInLogs(filesIn(dataDir).logs, flattenSecrets(secrets)),
      ),
    ],
  };
}

/** Reconciles and waits in turn: what reconciliation resolves makes new work. */
async function reconcileUntilQuiescent(
  { dataDir, log }: TestBed,
  probe: QuiescenceProbe,
): Promise<{ open: string[]; reconciled: Record<string, number> }> {
  const reconciled: Record<string, number> = {};
  for (let run = 1; ; run++) {
    log(`reconciliation ${run}`);
    const { resolved, unresolved } = await runReconciliation(dataDir);
    for (const [kind, times] of Object.entries(resolved)) count(reconciled, kind, times);
    // A capture whose refund Stripe or a bank refused is left to staff.
    const differences = unresolved.filter((finding) => !finding.startsWith('unmatched_capture:'));
    const open = await probe.waitUntilQuiescent(QUIESCENT_WITHIN_SECONDS);
    // A difference of something in progress, or of a comparison that ended early, is gone the next
    // time.
    const isSettled = run > 1 && differences.length === 0;
    if (open.length > 0 || isSettled || run === RECONCILIATIONS)
      return { open: [...open, ...differences], reconciled };
    for (const difference of differences) log(`checking again: ${difference}`);
  }
}

/** Repeats every twentieth order under its Idempotency-Key. */
async function repeatCreations(outcomes: Outcome[]): Promise<string[]> {
  const found: string[] = [];
  for (const { orderId, creation } of outcomes.filter((_, index) => index % 20 === 0)) {
    if (!creation) continue;
    const { shopper, key, body } = creation;
    const { status, body: repeated } = await shopper.createOrder(body, { 'idempotency-key': key });
    // The body of a problem has no order.
    const id = (repeated as Partial<typeof repeated>).order?.id;
    if (id !== orderId) found.push(`${key} gave ${orderId}, then ${status} ${id}`);
  }
  return found;
}

/** A retried request must not leave a second order that can still be paid. */
function unknownOrders(orders: { id: string; status: string }[], outcomes: Outcome[]): string[] {
  const known = new Set(outcomes.map(({ orderId }) => orderId));
  return orders
    .filter(({ id, status }) => !known.has(id) && status !== 'CANCELLED')
    .map(({ id, status }) => `order ${id}, ${status}, is unknown to all scenarios`);
}

/** An order that was answered with 201 exists; one that was answered as PAID stays paid. */
function lostAnswers(orders: { id: string; status: string }[], outcomes: Outcome[]): string[] {
  const statuses = new Map(orders.map(({ id, status }) => [id, status]));
  return outcomes.flatMap(({ orderId, seenPaid }) => {
    if (!orderId) return [];
    const status = statuses.get(orderId);
    if (!status) return [`order ${orderId} was answered with 201, and does not exist`];
    const isLost = seenPaid && (status === 'PENDING' || status === 'CANCELLED');
    return isLost ? [`order ${orderId} was answered as PAID, and is ${status}`] : [];
  });
}
