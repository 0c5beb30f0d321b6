import { invalid, missing, noSuch } from '../api/api-error.js';
import type { Params } from '../api/params.js';
import type { Shape } from '../api/shape.js';
import type { Change, Core } from '../core.js';
import { refuseCheckout } from '../faults/account.js';
import { newId } from '../store/ids.js';
import type { SessionRecord } from '../store/records.js';
import { checkTotal } from './check-amount.js';
import { delayedTypes, METHOD_TYPES } from './methods.js';
import { readLines } from './read-lines.js';

const HALF_HOUR = 30 * 60;
const DAY = 24 * 3600;

const LOCALES = (
  'auto bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hr hu id it ja ko lt lv ms mt nb nl pl pt pt-BR ro ru sk ' +
  'sl sv th tr vi zh zh-HK zh-TW'
).split(' ');

const INTENT_DATA: Shape = {
  metadata: 'hash',
  description: 'value',
  receipt_email: 'value',
  statement_descriptor: 'value',
  statement_descriptor_suffix: 'value',
  application_fee_amount: 'refused',
  capture_method: 'refused',
  on_behalf_of: 'refused',
  setup_future_usage: 'refused',
  shipping: 'refused',
  transfer_data: 'refused',
  transfer_group: 'refused',
};

const PRICE_DATA: Shape = {
  currency: 'value',
  unit_amount: 'value',
  unit_amount_decimal: 'value',
  product: 'value',
  product_data: {
    name: 'value',
    description: 'value',
    images: 'list',
    metadata: 'hash',
    tax_code: 'value',
    tax_details: 'refused',
    unit_label: 'value',
  },
  tax_behavior: 'value',
  recurring: 'refused',
};

/** The parameters of `POST /v1/checkout/sessions`. */
export const CREATE_SESSION: Shape = {
  line_items: [
    {
      price_data: PRICE_DATA,
      quantity: 'value',
      price: 'value',
      metadata: 'hash',
      adjustable_quantity: 'refused',
      dynamic_tax_rates: 'refused',
      tax_rates: 'refused',
    },
  ],
  mode: 'value',
  success_url: 'value',
  cancel_url: 'value',
  expires_at: 'value',
  metadata: 'hash',
  payment_intent_data: INTENT_DATA,
  client_reference_id: 'value',
  customer: 'value',
  customer_email: 'value',
  customer_creation: 'value',
  allowed_payment_method_types: 'list',
  payment_method_types: 'list',
  locale: 'value',
  submit_type: 'value',
  ui_mode: 'value',
  expand: 'list',
  ...refuse(
    'adaptive_pricing after_expiration allow_promotion_codes automatic_tax billing_address_collection branding_settings ' +
      'consent_collection currency custom_fields custom_text customer_account customer_update discounts ' +
      'excluded_payment_method_types integration_identifier invoice_creation managed_payments name_collection ' +
      'optional_items origin_context payment_method_collection payment_method_configuration payment_method_data ' +
      'payment_method_options permissions phone_number_collection redirect_on_completion return_url ' +
      'saved_payment_method_options setup_intent_data shipping_address_collection shipping_options subscription_data ' +
      'tax_id_collection wallet_options',
  ),
};

function refuse(names: string): Shape {
  return Object.fromEntries(names.split(' ').map((name) => [name, 'refused' as const]));
}

/**
 * Opens a session. Its PaymentIntent is created when the shopper confirms, as in Stripe's API since
 * 2022-08-01.
 */
export function createSession(core: Core, params: Params, change: Change): { kind: 'session'; id: string } {
  const mode = params.oneOf('mode', ['payment', 'setup', 'subscription'] as const);
  if (!mode) throw missing('mode');
  if (mode !== 'payment')
    throw invalid('The sandbox supports only Checkout Sessions in `payment` mode.', 'mode');
  params.oneOf('ui_mode', ['hosted_page', 'hosted']);
  const successUrl = params.url('success_url');
  if (!successUrl) throw missing('success_url');
  const { lines, currency, amount } = readLines(params);
  checkTotal(amount, currency);
  const created = core.seconds;
  const session: SessionRecord = {
    id: newId.session(),
    created,
    expiresAt: readExpiry(params, created),
    currency,
    amount,
    lines,
    successUrl,
    cancelUrl: params.url('cancel_url') ?? null,
    metadata: params.metadata(),
    intent: readIntentData(params.nested('payment_intent_data')),
    clientReferenceId: params.text('client_reference_id', 200) ?? null,
    ...readCustomer(core, params),
    ...readMethods(params, currency),
    locale: params.oneOf('locale', LOCALES) ?? null,
    submitType: params.oneOf('submit_type', ['auto', 'book', 'donate', 'pay']) ?? null,
    status: 'open',
    paymentStatus: amount === 0 ? 'no_payment_required' : 'unpaid',
    paymentIntent: null,
    shopper: null,
  };
  refuseCheckout(core.account);
  change.put('session', session);
  return { kind: 'session', id: session.id };
}

function readExpiry(params: Params, now: number): number {
  const expiresAt = params.integer('expires_at') ?? now + DAY;
  if (expiresAt < now + HALF_HOUR) {
    throw invalid(
      'The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.',
      'expires_at',
    );
  }
  if (expiresAt > now + DAY) {
    throw invalid(
      'The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.',
      'expires_at',
    );
  }
  return expiresAt;
}

function readIntentData(params: Params): SessionRecord['intent'] {
  return {
    metadata: params.metadata(),
    description: params.text('description', 1000) ?? null,
    receiptEmail: params.email('receipt_email') ?? null,
    statementDescriptor: params.text('statement_descriptor', 22) ?? null,
    statementDescriptorSuffix: params.text('statement_descriptor_suffix', 22) ?? null,
  };
}

function readCustomer(
  core: Core,
  params: Params,
): Pick<SessionRecord, 'customer' | 'customerEmail' | 'customerCreation'> {
  const customer = params.text('customer') ?? null;
  const customerEmail = params.email('customer_email') ?? null;
  const creation = params.oneOf('customer_creation', ['always', 'if_required'] as const) ?? null;
  if (customer && customerEmail) {
    throw invalid('You may only specify one of these parameters: customer, customer_email.', 'customer');
  }
  if (customer && creation) {
    throw invalid('You may only specify one of these parameters: customer, customer_creation.', 'customer');
  }
  if (customer && !core.store.rows.customer.get(customer))
    throw noSuch('customer', customer, 'customer', 400);
  return { customer, customerEmail, customerCreation: customer ? null : (creation ?? 'if_required') };
}

/**
 * `allowed_payment_method_types` filters the methods of the currency; `payment_method_types` (older
 * API) lists them.
 */
function readMethods(params: Params, currency: string): Pick<SessionRecord, 'methods' | 'allowedMethods'> {
  const offered = ['card', ...delayedTypes(currency)];
  const allowedMethods = params.list('allowed_payment_method_types') ?? null;
  const named = params.list('payment_method_types');
  named?.forEach((method, index) => {
    const name = `payment_method_types[${index}]`;
    if (!METHOD_TYPES.includes(method)) {
      throw invalid(`Invalid ${name}: the sandbox supports ${METHOD_TYPES.join(', ')}`, name);
    }
    if (!offered.includes(method)) {
      throw invalid(
        `The payment method \`${method}\` cannot be used with the currency \`${currency}\`.`,
        name,
      );
    }
  });
  const methods = [...new Set(named ?? offered)].filter((method) => allowedMethods?.includes(method) ?? true);
  if (methods.length > 0) return { methods, allowedMethods };
  throw invalid('No valid payment method types for this Checkout Session.', 'allowed_payment_method_types');
}
