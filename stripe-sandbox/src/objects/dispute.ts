import type Stripe from 'stripe';
import type { DisputeRecord } from '../store/records.js';
import { renderBalanceTransaction } from './balance-transaction.js';

const A_WEEK = 7 * 24 * 3600;

/** The fields of a dispute's evidence that hold text; those that hold more stay empty here. */
export const EVIDENCE_FIELDS = [
  'access_activity_log',
  'billing_address',
  'cancellation_policy',
  'cancellation_policy_disclosure',
  'cancellation_rebuttal',
  'customer_communication',
  'customer_email_address',
  'customer_name',
  'customer_purchase_ip',
  'customer_signature',
  'duplicate_charge_documentation',
  'duplicate_charge_explanation',
  'duplicate_charge_id',
  'product_description',
  'receipt',
  'refund_policy',
  'refund_policy_disclosure',
  'refund_refusal_explanation',
  'service_date',
  'service_documentation',
  'shipping_address',
  'shipping_carrier',
  'shipping_date',
  'shipping_documentation',
  'shipping_tracking_number',
  'uncategorized_file',
  'uncategorized_text',
] as const;

/** Renders a dispute as Stripe's own, with every field. `now` in Unix seconds. */
export function renderDispute(dispute: DisputeRecord, now: number): Stripe.Dispute {
  const code = dispute.reason === 'fraudulent' ? '10.4' : '13.1';
  return {
    id: dispute.id,
    object: 'dispute',
    amount: dispute.amount,
    balance_transactions: dispute.movements.map((movement) => renderBalanceTransaction(movement, now)),
    charge: dispute.charge,
    created: dispute.created,
    currency: dispute.currency,
    enhanced_eligibility_types: [],
    evidence: { ...renderEvidence(dispute), enhanced_evidence: {} },
    evidence_details: {
      due_by: dispute.created + A_WEEK,
      enhanced_eligibility: {},
      has_evidence: Object.keys(dispute.evidence).length > 0,
      past_due: dispute.submissions === 0 && now > dispute.created + A_WEEK,
      submission_count: dispute.submissions,
      submission_method: dispute.submissions > 0 ? 'manual' : 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: dispute.inquiry || dispute.status === 'won',
    livemode: false,
    metadata: dispute.metadata,
    network_reason_code: code,
    payment_intent: dispute.intent,
    payment_method_details: {
      type: 'card',
      card: {
        brand: dispute.brand,
        case_type: dispute.inquiry ? 'inquiry' : 'chargeback',
        network: dispute.brand,
        network_reason_code: code,
      },
    },
    reason: dispute.reason,
    status: dispute.status,
  };
}

type Evidence = Record<(typeof EVIDENCE_FIELDS)[number], string | null>;

const renderEvidence = ({ evidence }: DisputeRecord): Evidence =>
  Object.fromEntries(EVIDENCE_FIELDS.map((field) => [field, evidence[field] ?? null])) as Evidence;
