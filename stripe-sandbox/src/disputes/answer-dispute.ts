import { refused } from '../api/api-error.js';
import type { Params } from '../api/params.js';
import type { Shape } from '../api/shape.js';
import type { Change, Core } from '../core.js';
import { EVIDENCE_FIELDS } from '../objects/dispute.js';
import type { DisputeRecord } from '../store/records.js';
import { isClosed } from './close-dispute.js';
import { findDispute } from './open-dispute.js';

/** The parameters of `POST /v1/disputes/:id`. */
export const ANSWER_DISPUTE: Shape = {
  evidence: {
    ...Object.fromEntries(EVIDENCE_FIELDS.map((field) => [field, 'value' as const])),
    enhanced_evidence: 'refused',
    appeal: 'refused',
  },
  submit: 'value',
  metadata: 'hash',
  expand: 'list',
  intended_submission_method: 'refused',
};

/**
 * Adds evidence and, unless `submit` is false, hands it to the bank. As in Stripe's test mode the
 * words `winning_evidence` and `losing_evidence` in `uncategorized_text` decide the verdict, which
 * follows after `DISPUTE_SECONDS`.
 */
export function answerDispute(
  core: Core,
  params: Params,
  change: Change,
  id: string,
): { kind: 'dispute'; id: string } {
  const dispute = findDispute(core, id);
  const metadata = params.metadata('metadata', dispute.metadata);
  const given = params.nested('evidence');
  const added = EVIDENCE_FIELDS.flatMap((field) =>
    given.has(field) ? [[field, given.required(field)]] : [],
  );
  const submit = params.oneOf('submit', ['true', 'false']) ?? (added.length > 0 ? 'true' : 'false');
  if (isClosed(dispute) && (added.length > 0 || submit === 'true')) {
    throw refused('This dispute is already closed: its evidence cannot be changed.');
  }
  const evidence = { ...dispute.evidence, ...(Object.fromEntries(added) as Record<string, string>) };
  change.set('dispute', id, {
    metadata,
    evidence,
    ...(submit === 'true' && submitted(core, dispute, evidence)),
  });
  change.event('dispute', id, 'charge.dispute.updated', { status: dispute.status });
  return { kind: 'dispute', id };
}

function submitted(
  core: Core,
  dispute: DisputeRecord,
  evidence: Record<string, string>,
): Partial<DisputeRecord> {
  const status = dispute.inquiry ? 'warning_under_review' : 'under_review';
  const text = evidence['uncategorized_text'];
  const verdict = text === 'winning_evidence' ? 'won' : text === 'losing_evidence' ? 'lost' : null;
  const at = core.now() + core.config.disputeSeconds * 1000;
  return {
    status,
    submissions: dispute.submissions + 1,
    ...(verdict && { verdict: { at, status: verdict } }),
  };
}
