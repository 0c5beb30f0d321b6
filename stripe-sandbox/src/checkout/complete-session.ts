import type { Change, Core } from '../core.js';
import { newId, randomLetters } from '../store/ids.js';
import type { SessionRecord, Shopper } from '../store/records.js';

/** Completes the session and emits the event; a delayed payment leaves it unpaid for now. */
export function completeSession(
  core: Core,
  change: Change,
  session: SessionRecord,
  shopper: Shopper,
  { paymentStatus, customer }: Pick<SessionRecord, 'paymentStatus'> & { customer?: string | null },
): void {
  const owner = customer === undefined ? ensureCustomer(core, change, session, shopper) : customer;
  change.set('session', session.id, { status: 'complete', paymentStatus, shopper, customer: owner });
  change.event('session', session.id, 'checkout.session.completed');
}

/** The session's customer; `customer_creation: always` creates one for a shopper without. */
export function ensureCustomer(
  core: Core,
  change: Change,
  session: SessionRecord,
  shopper: Shopper,
): string | null {
  if (session.customer || session.customerCreation !== 'always') return session.customer;
  const id = newId.customer();
  change.put('customer', {
    id,
    created: core.seconds,
    email: shopper.email,
    name: shopper.name,
    phone: shopper.phone ?? null,
    description: null,
    address: shopper.address ?? null,
    metadata: {},
    invoicePrefix: randomLetters(8).toUpperCase(),
  });
  change.event('customer', id, 'customer.created');
  return id;
}
