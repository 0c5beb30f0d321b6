import { formatMoney } from '../money/currency.js';
import type { ChargeRecord, SessionRecord } from '../store/records.js';
import { html } from './html.js';
import { document } from './layout.js';

/** The receipt of a charge, as `receipt_url` shows it. */
export function receiptPage(
  charge: ChargeRecord,
  session: SessionRecord | undefined,
  merchant: string,
): string {
  const money = (amount: number): string => formatMoney(amount, charge.currency);
  const input =
    charge.method.type === 'card' ? `${charge.method.brand} – ${charge.method.last4}` : 'Bank debit';
  return document(
    `Receipt from ${merchant}`,
    html`<main class="message receipt">
      <h1>Receipt from ${merchant}</h1>
      <dl>
        <dt>${charge.status === 'pending' ? 'Amount pending' : 'Amount paid'}</dt>
        <dd>${money(charge.amount)}</dd>
        <dt>Date paid</dt>
        <dd>${new Date(charge.created * 1000).toISOString().slice(0, 10)}</dd>
        <dt>Payment method</dt>
        <dd>${input}</dd>
        ${
          charge.refunded > 0 &&
          html`<dt>Refunded</dt>
            <dd>${money(charge.refunded)}</dd>`
        }
      </dl>
      <ul class="lines">
        ${session?.lines.map(
          (line) =>
            html`<li>
              <span class="what">${line.name} × ${line.quantity}</span
              ><span class="amount">${money(line.unitAmount * line.quantity)}</span>
            </li>`,
        )}
      </ul>
      <p class="detail">${charge.id}</p>
    </main>`,
  );
}
