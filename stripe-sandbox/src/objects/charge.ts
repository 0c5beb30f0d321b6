import type Stripe from 'stripe';
import type { ChargeRecord } from '../store/records.js';
import { fingerprint, renderBillingDetails } from './payment-method.js';

/** Renders a charge as Stripe's own, with every field. The receipt is a page of the sandbox. */
export function renderCharge(charge: ChargeRecord, publicUrl: string): Stripe.Charge {
  const paid = charge.status !== 'failed';
  return {
    id: charge.id,
    object: 'charge',
    amount: charge.amount,
    amount_captured: charge.status === 'succeeded' ? charge.amount : 0,
    amount_refunded: charge.refunded,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: charge.balanceTransaction,
    billing_details: renderBillingDetails(charge.shopper),
    calculated_statement_descriptor: 'ORDERWIRE SANDBOX',
    captured: paid,
    created: charge.created,
    currency: charge.currency,
    customer: charge.customer,
    description: charge.data.description,
    disputed: charge.dispute !== undefined,
    failure_balance_transaction: null,
    failure_code: charge.failure?.code ?? null,
    failure_message: charge.failure?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: charge.data.metadata,
    on_behalf_of: null,
    outcome: renderOutcome(charge),
    paid,
    payment_intent: charge.intent,
    payment_method: charge.method.id,
    payment_method_details: renderMethodDetails(charge),
    radar_options: {},
    receipt_email: charge.data.receiptEmail,
    receipt_number: null,
    refunds: null,
    receipt_url: paid ? `${publicUrl}/receipts/${charge.id}` : null,
    refunded: charge.refunded === charge.amount,
    review: charge.review ?? null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: charge.data.statementDescriptor,
    statement_descriptor_suffix: charge.data.statementDescriptorSuffix,
    status: charge.status,
    transfer_data: null,
    transfer_group: null,
  };
}

function renderOutcome({ failure, method }: ChargeRecord): Stripe.Charge.Outcome {
  const refusal = failure?.declineCode ?? failure?.code ?? null;
  return {
    advice_code: failure ? 'try_again_later' : null,
    network_advice_code: null,
    network_decline_code: failure && method.type === 'card' ? '01' : null,
    network_status: failure ? 'declined_by_network' : 'approved_by_network',
    reason: refusal,
    risk_level: 'normal',
    ...(method.type === 'card' && { risk_score: 32 }),
    seller_message: failure
      ? 'The bank did not return any further details with this decline.'
      : 'Payment complete.',
    type: failure ? 'issuer_declined' : 'authorized',
  };
}

function renderMethodDetails({ method, ...charge }: ChargeRecord): Stripe.Charge.PaymentMethodDetails {
  if (method.type === 'us_bank_account') {
    return {
      type: 'us_bank_account',
      us_bank_account: {
        account_holder_type: 'individual',
        account_type: 'checking',
        bank_name: 'STRIPE TEST BANK',
        fingerprint: fingerprint(method),
        last4: method.last4,
        payment_reference: null,
        routing_number: '110000000',
      },
    };
  }
  if (method.type === 'sepa_debit') {
    return {
      type: 'sepa_debit',
      sepa_debit: {
        bank_code: '37040044',
        branch_code: '',
        country: method.country,
        fingerprint: fingerprint(method),
        last4: method.last4,
        mandate: null,
      },
    };
  }
  return {
    type: 'card',
    card: {
      amount_authorized: charge.status === 'failed' ? null : charge.amount,
      authorization_code: charge.status === 'failed' ? null : '123456',
      brand: method.brand,
      checks: {
        address_line1_check: null,
        address_postal_code_check: null,
        cvc_check: charge.failure?.code === 'incorrect_cvc' ? 'fail' : 'pass',
      },
      country: method.country,
      electronic_commerce_indicator: null,
      exp_month: method.expMonth,
      exp_year: method.expYear,
      extended_authorization: { status: 'disabled' },
      fingerprint: fingerprint(method),
      funding: method.funding,
      incremental_authorization: { status: 'unavailable' },
      installments: null,
      last4: method.last4,
      mandate: null,
      multicapture: { status: 'unavailable' },
      network: method.brand,
      network_token: { used: false },
      network_transaction_id: null,
      overcapture: { maximum_amount_capturable: charge.amount, status: 'unavailable' },
      regulated_status: 'unregulated',
      three_d_secure: charge.authenticated ? AUTHENTICATED : null,
      transaction_link_id: null,
      wallet: null,
    },
  };
}

const AUTHENTICATED: Stripe.Charge.PaymentMethodDetails.Card.ThreeDSecure = {
  authentication_flow: 'challenge',
  electronic_commerce_indicator: '05',
  exemption_indicator: null,
  result: 'authenticated',
  result_reason: null,
  transaction_id: '00000000-0000-4000-8000-000000000000',
  version: '2.2.0',
};
