import { disputeInvariants } from './disputes.js';
import { eventInvariants } from './events.js';
import { ledgerInvariants } from './ledger.js';
import { paymentInvariants } from './payments.js';
import { refundInvariants } from './refunds.js';
import type { AuditSnapshot } from './snapshot.js';
import { stockInvariants } from './stock.js';

export interface Violation {
  rule: string;
  what: string;
}

export const invariants = [
  ...paymentInvariants,
  ...refundInvariants,
  ...disputeInvariants,
  ...ledgerInvariants,
  ...stockInvariants,
  ...eventInvariants,
];

/** Checks every invariant. */
export const audit = (snapshot: AuditSnapshot): Violation[] =>
  invariants.flatMap(({ rule, check }) => check(snapshot).map((what) => ({ rule, what })));
