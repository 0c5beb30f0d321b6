import { paySession } from '../checkout/pay-session.js';
import type { Core } from '../core.js';

/** Pays a session in the instant in which the shop expires it, if the fault injection says so. */
export function payWhileExpiring(core: Core, id: string): void {
  const probability = core.faults.settings?.checkout.paidAsItExpires;
  const session = core.store.rows.session.get(id);
  if (!probability || session?.status !== 'open' || !session.methods.includes('card')) return;
  if (!core.faults.inject('checkout.paidAsItExpires', probability)) return;
  const card = { number: '4242424242424242', expMonth: 12, expYear: 2034 };
  paySession(core, id, { email: 'last.second@example.com', name: 'Last Second' }, { card });
}
