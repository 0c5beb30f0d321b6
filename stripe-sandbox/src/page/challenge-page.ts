import { formatMoney } from '../money/currency.js';
import type { IntentRecord } from '../store/records.js';
import { html } from './html.js';
import { document } from './layout.js';

/** The bank's 3-D Secure challenge: in the sandbox the shopper decides how it ends. */
export function challengePage(intent: IntentRecord, merchant: string): string {
  return document(
    '3D Secure 2 Test Page',
    html`<main class="message">
      <h1>3D Secure 2 Test Page</h1>
      <p>
        Your bank asks whether it is really you who pays
        <strong>${formatMoney(intent.amount, intent.currency)}</strong> to ${merchant} with the card ending in
        <strong>${intent.method?.last4}</strong>.
      </p>
      <form class="choice" method="post" action="/c/pay/${intent.session}/challenge">
        <button class="submit" type="submit" name="answer" value="complete">Complete</button>
        <button class="submit fail" type="submit" name="answer" value="fail">Fail</button>
      </form>
    </main>`,
  );
}
