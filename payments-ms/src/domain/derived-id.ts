import { v5 as uuidv5 } from 'uuid';

/** The namespace of ids that are derived from Stripe's. Never changed: the same money would go back twice. */
const NAMESPACE = '6f1c7a52-3b0e-5d5c-9a43-0d6c7f2e8b11';

/** The id of a refund that nobody asked for: one per payment (`pi_…`), or per refund made at Stripe (`re_…`). */
export const refundIdFrom = (stripeId: string): string => uuidv5(stripeId, NAMESPACE);
