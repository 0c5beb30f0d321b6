import type { PaymentLine } from '@orderwire/contracts';
import type { Order } from '../lifecycle/order.js';

/** Stripe accepts no more lines in one Checkout Session. */
const MAX_LINES = 100;

/**
 * The lines of a payment session: the products, and one line per tax that their prices do not
 * include. They add up to the order's total. Products that find no room beside the taxes share one
 * line.
 */
export function paymentLines({ lines, taxes }: Pick<Order, 'lines' | 'taxes'>): PaymentLine[] {
  const taxLines = (taxes ?? [])
    .filter(({ inclusive, amount }) => !inclusive && amount > 0)
    .map(({ name, percentage, amount }) => ({
      name: `${name} ${percentage} %`,
      unitAmount: amount,
      quantity: 1,
    }));
  const products = lines.map(({ name, unitAmount, quantity, imageUrl }) => ({
    ...{ name, unitAmount, quantity, imageUrl },
  }));
  const room = MAX_LINES - taxLines.length;
  if (products.length <= room) return [...products, ...taxLines];
  const rest = products.splice(room - 1);
  const unitAmount = rest.reduce((sum, line) => sum + line.unitAmount * line.quantity, 0);
  return [...products, { name: `${rest.length} more products`, unitAmount, quantity: 1 }, ...taxLines];
}
