import type Stripe from 'stripe';
import type { IntentRecord } from '../store/records.js';
import { renderPaymentMethod } from './payment-method.js';

/** Renders a PaymentIntent as Stripe's own, with every field. */
export function renderPaymentIntent(intent: IntentRecord, publicUrl: string): Stripe.PaymentIntent {
  return {
    id: intent.id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: intent.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: intent.status === 'succeeded' ? intent.amount : 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: intent.canceledAt,
    cancellation_reason: intent.canceledAt === null ? null : 'automatic',
    capture_method: 'automatic_async',
    client_secret: intent.clientSecret,
    confirmation_method: 'automatic',
    created: intent.created,
    currency: intent.currency,
    customer: intent.customer,
    customer_account: null,
    description: intent.data.description,
    excluded_payment_method_types: null,
    last_payment_error: renderLastError(intent),
    latest_charge: intent.latestCharge,
    livemode: false,
    managed_payments: { enabled: false },
    metadata: intent.data.metadata,
    next_action: renderNextAction(intent, publicUrl),
    on_behalf_of: null,
    payment_method: intent.status === 'requires_payment_method' ? null : (intent.method?.id ?? null),
    payment_method_configuration_details: null,
    payment_method_options: {
      card: {
        installments: null,
        mandate_options: null,
        network: null,
        request_three_d_secure: 'automatic',
      },
    },
    payment_method_types: intent.methods,
    payment_record: null,
    processing: null,
    receipt_email: intent.data.receiptEmail,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: intent.data.statementDescriptor,
    statement_descriptor_suffix: intent.data.statementDescriptorSuffix,
    status: intent.status,
    transfer_data: null,
    transfer_group: null,
  };
}

function renderLastError({
  failure,
  method,
  ...intent
}: IntentRecord): Stripe.PaymentIntent.LastPaymentError | null {
  if (!failure) return null;
  return {
    ...(intent.latestCharge && { charge: intent.latestCharge }),
    code: failure.code,
    ...(failure.declineCode && { decline_code: failure.declineCode }),
    doc_url: `https://stripe.com/docs/error-codes/${failure.code.replaceAll('_', '-')}`,
    message: failure.message,
    ...(method && { payment_method: renderPaymentMethod(method, intent.shopper, intent.created) }),
    type: failure.code === 'payment_intent_authentication_failure' ? 'invalid_request_error' : 'card_error',
  };
}

function renderNextAction(intent: IntentRecord, publicUrl: string): Stripe.PaymentIntent.NextAction | null {
  if (intent.status !== 'requires_action') return null;
  const url = `${publicUrl}/c/pay/${intent.session}/challenge`;
  return {
    type: 'redirect_to_url',
    redirect_to_url: { return_url: `${publicUrl}/c/pay/${intent.session}`, url },
  };
}
