import { accountBookInvariants } from './account-book.js';
import type { Books } from './books.js';
import { disputeInvariants } from './disputes.js';
import { eventInvariants } from './events.js';
import { goodsInvariants } from './goods.js';
import { moneyInvariants } from './money.js';
import { refundInvariants } from './refunds.js';

/** A broken promise. */
export interface Violation {
  rule: string;
  what: string;
}

export const invariants = [
  ...moneyInvariants,
  ...refundInvariants,
  ...disputeInvariants,
  ...accountBookInvariants,
  ...goodsInvariants,
  ...eventInvariants,
];

/** Checks every invariant; an empty list is what everybody hopes for. */
export const audit = (books: Books): Violation[] =>
  invariants.flatMap(({ rule, check }) => check(books).map((what) => ({ rule, what })));
