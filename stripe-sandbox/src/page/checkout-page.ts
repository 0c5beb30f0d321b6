import type { CardProblems, TypedCard } from '../cards/card-form.js';
import { SHOWCASE } from '../cards/test-cards.js';
import { formatMoney } from '../money/currency.js';
import type { LineRecord, SessionRecord } from '../store/records.js';
import { html, type Html } from './html.js';
import { document } from './layout.js';

/** The optional fields with their labels. */
export const BILLING = {
  line1: 'Address line 1',
  line2: 'Address line 2',
  city: 'City',
  state: 'State or province',
  postal_code: 'ZIP or postal code',
  country: 'Country (two letters)',
  phone: 'Phone number',
} as const;

export type BillingField = keyof typeof BILLING;

/** Form state that the page shows besides the session. */
export interface FormState {
  typed: TypedCard;
  method: string;
  problems: CardProblems & { country?: string };
  /** The billing address and the phone number, by the names in {@link BILLING}. */
  billing?: Partial<Record<BillingField, string>>;
  /** The reason of a declined attempt. */
  decline?: string;
}

/** The hosted Checkout page of an open session. */
export function checkoutPage(
  session: SessionRecord,
  merchant: string,
  state: FormState,
  now: number,
): string {
  const total = formatMoney(session.amount, session.currency);
  return document(
    `${merchant} · Checkout`,
    html`<main class="checkout">
      <section class="summary" aria-label="Order summary">
        <p class="merchant">
          ${session.cancelUrl && html`<a class="back" href="${session.cancelUrl}" aria-label="Back to ${merchant}">←</a>`}
          <span class="avatar" aria-hidden="true">${merchant.slice(0, 1)}</span>${merchant}
        </p>
        <h1 class="pay">Pay ${merchant}</h1>
        <p class="total">${total}</p>
        <ul class="lines">
          ${session.lines.map((line) => lineRow(line, session.currency))}
        </ul>
        <p class="sum"><span>Total due</span><span>${total}</span></p>
        <p class="left">
          This link expires in
          <time datetime="${new Date(session.expiresAt * 1000).toISOString()}" data-countdown
            >${timeLeft(session.expiresAt - Math.floor(now / 1000))}</time
          >.
        </p>
      </section>
      <section class="payment" aria-label="Payment">
        ${state.decline && html`<p class="decline" role="alert">${state.decline}</p>`}
        <form method="post" action="/c/pay/${session.id}" novalidate>
          ${formFields(session, state)}
          <button class="submit" type="submit">
            ${session.amount === 0 ? 'Complete order' : `Pay ${total}`}
          </button>
        </form>
        ${testCards(session)}
      </section>
    </main>`,
  );
}

function lineRow(line: LineRecord, currency: string): Html {
  const [image] = line.images;
  return html`<li>
    ${image && html`<img src="${image}" alt="" width="44" height="44" loading="lazy" />`}
    <span class="what"
      ><span class="name">${line.name}</span>${
        line.description && html`<span class="detail">${line.description}</span>`
      }${
        line.quantity > 1 &&
        html`<span class="detail">Qty ${line.quantity} × ${formatMoney(line.unitAmount, currency)}</span>`
      }</span
    >
    <span class="amount">${formatMoney(line.unitAmount * line.quantity, currency)}</span>
  </li>`;
}

function formFields(session: SessionRecord, state: FormState): Html {
  const { typed, problems } = state;
  const email = field('email', 'Email', typed.email, problems.email, {
    type: 'email',
    autocomplete: 'email',
  });
  if (session.amount === 0) return email;
  const delayed = session.methods.some((method) => method !== 'card');
  const card = session.methods.includes('card');
  return html`${email}
    <fieldset class="methods">
      <legend>Payment method</legend>
      ${card && delayed && radio('card', 'Card', state.method)}
      ${
        card &&
        html`<div class="card-fields">
          ${field('number', 'Card number', typed.number, problems.number, {
            inputmode: 'numeric',
            autocomplete: 'cc-number',
            placeholder: '1234 1234 1234 1234',
          })}
          <div class="pair">
            ${field('expiry', 'MM / YY', typed.expiry, problems.expiry, {
              inputmode: 'numeric',
              autocomplete: 'cc-exp',
              placeholder: 'MM / YY',
            })}
            ${field('cvc', 'CVC', typed.cvc, problems.cvc, {
              inputmode: 'numeric',
              autocomplete: 'cc-csc',
              placeholder: 'CVC',
            })}
          </div>
          ${field('name', 'Cardholder name', typed.name, problems.name, {
            autocomplete: 'cc-name',
            placeholder: 'Full name on card',
          })}
        </div>`
      }
      ${delayed && radio('delayed_success', 'Bank debit (delayed) – succeeds', state.method)}
      ${delayed && radio('delayed_failure', 'Bank debit (delayed) – fails', state.method)}
    </fieldset>
    ${billingFields(state)}`;
}

function billingFields({ billing = {}, problems }: FormState): Html {
  const fields = Object.entries(BILLING).map(([name, label]) =>
    field(
      name,
      label,
      billing[name as BillingField] ?? '',
      name === 'country' ? problems.country : undefined,
      {
        autocomplete: AUTOCOMPLETE[name as BillingField],
      },
    ),
  );
  return html`<details ${Object.values(billing).some(Boolean) && html`open`}>
    <summary>Billing address (optional)</summary>
    ${fields}
  </details>`;
}

const AUTOCOMPLETE: Record<BillingField, string> = {
  line1: 'address-line1',
  line2: 'address-line2',
  city: 'address-level2',
  state: 'address-level1',
  postal_code: 'postal-code',
  country: 'country',
  phone: 'tel',
};

function radio(value: string, label: string, chosen: string): Html {
  return html`<label class="method"
    ><input type="radio" name="method" value="${value}" ${value === chosen && html`checked`} />
    ${label}</label
  >`;
}

function field(
  name: string,
  label: string,
  value: string,
  problem: string | undefined,
  attributes: Record<string, string>,
): Html {
  const extra = Object.entries({ type: 'text', ...attributes }).map(([key, text]) => html` ${key}="${text}"`);
  const wrong = problem && html` aria-invalid="true" aria-describedby="${name}-problem"`;
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <input id="${name}" name="${name}" value="${value}" ${extra}${wrong} />
    ${problem && html`<p class="problem" id="${name}-problem" role="alert">${problem}</p>`}
  </div>`;
}

function testCards(session: SessionRecord): Html | false {
  if (session.amount === 0 || !session.methods.includes('card')) return false;
  return html`<aside class="test-cards">
    <h2>Test cards</h2>
    <p>Choose one to fill the form. Any future date and any CVC will do.</p>
    <ul>
      ${SHOWCASE.map(
        ({ name, number, label }) =>
          html`<li>
            <a href="/c/pay/${session.id}?fill=${name}" data-number="${number}"
              ><code>${number}</code><span>${label}</span></a
            >
          </li>`,
      )}
    </ul>
  </aside>`;
}

function timeLeft(seconds: number): string {
  const minutes = Math.max(1, Math.ceil(seconds / 60));
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
