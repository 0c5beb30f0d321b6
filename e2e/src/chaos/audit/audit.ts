import { disputeInvariants } from './disputes.js';
import { documentInvariants } from './documents.js';
import { eventInvariants } from './events.js';
import { figureInvariants } from './figures.js';
import { ledgerInvariants } from './ledger.js';
import { markInvariants } from './marks.js';
import { messageInvariants } from './messages.js';
import { paymentInvariants } from './payments.js';
import { refundInvariants } from './refunds.js';
import type { AuditSnapshot } from './snapshot.js';
import { shipmentInvariants } from './shipments.js';
import { stockInvariants } from './stock.js';

export interface Violation {
  rule: string;
  what: string;
}

export const invariants = [
  ...paymentInvariants,
  ...refundInvariants,
  ...disputeInvariants,
  ...markInvariants,
  ...ledgerInvariants,
  ...stockInvariants,
  ...eventInvariants,
  ...messageInvariants,
  ...documentInvariants,
  ...shipmentInvariants,
  ...figureInvariants,
];

/** One violation of a rule for each sentence. */
export const violationsOf = (rule: string, found: readonly string[]): Violation[] =>
  found.map((what) => ({ rule, what }));

/** Checks every invariant. */
export const audit = (snapshot: AuditSnapshot): Violation[] =>
  invariants.flatMap(({ rule, check }) => violationsOf(rule, check(snapshot)));
