import type { CheckedCard } from '../cards/card-form.js';
import type { FailureRecord } from '../store/records.js';

/** A card, or a bank debit whose outcome is known later. */
export type PaymentInput = { card: CheckedCard } | { delayed: 'succeeds' | 'fails' };

/** How an attempt ended. A decline or a challenge leaves the session open. */
export type Outcome =
  | { result: 'paid' | 'processing' | 'challenge' }
  | { result: 'declined'; failure: FailureRecord; intent: string };
