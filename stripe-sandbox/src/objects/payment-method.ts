import type Stripe from 'stripe';
import { addressOf, type MethodRecord, type Shopper } from '../store/records.js';

/** Renders the payment method a shopper used; the sandbox never saves one for later use. */
export function renderPaymentMethod(
  method: MethodRecord,
  shopper: Shopper,
  created: number,
): Stripe.PaymentMethod {
  return {
    id: method.id,
    object: 'payment_method',
    allow_redisplay: 'limited',
    billing_details: renderBillingDetails(shopper),
    created,
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: method.type,
    ...renderKind(method),
  };
}

/** Billing details of charges and payment methods. */
export function renderBillingDetails(shopper: Shopper): Stripe.Charge.BillingDetails {
  const { address = addressOf({}), email, name, phone = null } = shopper;
  return { address, email, name, phone, tax_id: null };
}

function renderKind(
  method: MethodRecord,
): Pick<Stripe.PaymentMethod, 'card'> | Pick<Stripe.PaymentMethod, 'us_bank_account' | 'sepa_debit'> {
  if (method.type === 'card') {
    return {
      card: {
        brand: method.brand,
        checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
        country: method.country,
        display_brand: method.brand,
        exp_month: method.expMonth,
        exp_year: method.expYear,
        fingerprint: fingerprint(method),
        funding: method.funding,
        generated_from: null,
        last4: method.last4,
        networks: { available: [method.brand], preferred: null },
        regulated_status: 'unregulated',
        three_d_secure_usage: { supported: true },
        wallet: null,
      },
    };
  }
  if (method.type === 'sepa_debit') {
    return {
      sepa_debit: {
        bank_code: '37040044',
        branch_code: '',
        country: method.country,
        fingerprint: fingerprint(method),
        generated_from: { charge: null, setup_attempt: null },
        last4: method.last4,
      },
    };
  }
  return {
    us_bank_account: {
      account_holder_type: 'individual',
      account_type: 'checking',
      bank_name: 'STRIPE TEST BANK',
      financial_connections_account: null,
      fingerprint: fingerprint(method),
      last4: method.last4,
      networks: { preferred: 'ach', supported: ['ach'] },
      routing_number: '110000000',
      status_details: {},
    },
  };
}

/**
 * The same for every use of one card, as Stripe's; derived from brand and last four digits only.
 */
export const fingerprint = (method: MethodRecord): string =>
  Buffer.from(`sandbox-${method.brand}${method.last4}`).toString('base64url').slice(0, 16);
