import { paySession } from '../checkout/pay-session.js';
import type { Core } from '../core.js';

/** The dial's shopper pays in the very instant in which the shop asks to expire the session. */
export function payAsItExpires(core: Core, id: string): void {
  const probability = core.faults.settings?.checkout.paidAsItExpires;
  const session = core.store.rows.session.get(id);
  if (!probability || session?.status !== 'open' || !session.methods.includes('card')) return;
  if (!core.faults.strikes('checkout.paidAsItExpires', probability)) return;
  const card = { number: '4242424242424242', expMonth: 12, expYear: 2034 };
  paySession(core, id, { email: 'last.second@example.com', name: 'Last Second' }, { card });
}
