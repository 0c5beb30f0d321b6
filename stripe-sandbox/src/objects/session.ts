import type Stripe from 'stripe';
import type { SessionRecord } from '../store/records.js';

/**
 * Renders a session as Stripe's own, with every field. `publicUrl` is the base of the hosted page.
 */
export function renderSession(session: SessionRecord, publicUrl: string): Stripe.Checkout.Session {
  const open = session.status === 'open';
  const { amount, subtotal = amount } = session;
  return {
    id: session.id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: false },
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: session.allowedMethods,
    amount_subtotal: subtotal,
    amount_total: amount,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    cancel_url: session.cancelUrl,
    client_reference_id: session.clientReferenceId,
    client_secret: null,
    collected_information: open
      ? null
      : { business_name: null, individual_name: null, shipping_details: null },
    consent: null,
    consent_collection: null,
    created: session.created,
    currency: session.currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: session.customer,
    customer_account: null,
    customer_creation: session.customerCreation,
    customer_details: renderCustomerDetails(session),
    customer_email: session.customerEmail,
    discounts: [],
    expires_at: session.expiresAt,
    integration_identifier: null,
    invoice: null,
    invoice_creation: {
      enabled: false,
      invoice_data: {
        account_tax_ids: null,
        custom_fields: null,
        description: null,
        footer: null,
        issuer: null,
        metadata: {},
        rendering_options: null,
      },
    },
    livemode: false,
    locale: session.locale,
    managed_payments: { enabled: false },
    metadata: session.metadata,
    mode: 'payment',
    origin_context: null,
    payment_intent: session.paymentIntent,
    payment_link: null,
    payment_method_collection: 'if_required',
    payment_method_configuration_details: null,
    payment_method_options: { card: { request_three_d_secure: 'automatic' } },
    payment_method_types: session.methods,
    payment_status: session.paymentStatus,
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: session.status,
    submit_type: session.submitType,
    subscription: null,
    success_url: session.successUrl,
    total_details: {
      amount_discount: Math.max(0, subtotal - amount),
      amount_shipping: 0,
      amount_tax: Math.max(0, amount - subtotal),
    },
    ui_mode: 'hosted_page',
    url: open ? `${publicUrl}/c/pay/${session.id}` : null,
    wallet_options: null,
  };
}

function renderCustomerDetails(session: SessionRecord): Stripe.Checkout.Session.CustomerDetails | null {
  const email = session.shopper?.email ?? session.customerEmail;
  if (!email) return null;
  return {
    address: session.shopper?.address ?? null,
    business_name: null,
    email,
    individual_name: null,
    name: session.shopper?.name ?? null,
    phone: session.shopper?.phone ?? null,
    tax_exempt: 'none',
    tax_ids: session.shopper ? [] : null,
  };
}
