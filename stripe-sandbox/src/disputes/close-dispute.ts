import { refused } from '../api/api-error.js';
import type { Change, Core } from '../core.js';
import { reinstatementMovement } from '../money/movement.js';
import { record } from '../money/record-transaction.js';
import type { DisputeRecord } from '../store/records.js';
import { findDispute } from './open-dispute.js';

/** Whether the dispute has ended. */
export const isClosed = ({ status }: DisputeRecord): boolean =>
  status === 'won' || status === 'lost' || status === 'warning_closed';

/**
 * Closes the dispute. Won: the amount is reinstated, without the fee. An inquiry is closed either
 * way.
 *
 * @throws ApiError when it has ended already
 */
export function closeDispute(core: Core, change: Change, id: string, verdict: 'won' | 'lost'): void {
  const dispute = findDispute(core, id);
  if (isClosed(dispute)) throw refused('This dispute is already closed.');
  const previous = { status: dispute.status };
  if (dispute.inquiry) {
    change.set('dispute', id, { status: 'warning_closed', verdict: null });
  } else if (verdict === 'lost') {
    change.set('dispute', id, { status: 'lost', verdict: null });
  } else {
    const movements = [...dispute.movements, record(core, change, reinstatementMovement(dispute))];
    change.set('dispute', id, { status: 'won', verdict: null, movements });
    change.event('dispute', id, 'charge.dispute.funds_reinstated', previous);
  }
  change.event('dispute', id, 'charge.dispute.closed', previous);
}

/** The bank's verdict is known. Does nothing when the dispute has ended already. */
export function judgeDispute(core: Core, id: string): void {
  const dispute = core.store.rows.dispute.get(id);
  if (!dispute?.verdict || isClosed(dispute)) return;
  const change = core.change();
  closeDispute(core, change, id, dispute.verdict.status);
  change.commit();
}
