import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { CIRCUIT_OPEN, Fault, PaymentRejected, PaymentsUnavailable } from '@orderwire/contracts';
import { httpClientSpan, setStatus, tracing } from '@orderwire/platform';
import { Stripe } from 'stripe';
import { v7 as uuidv7 } from 'uuid';
import type { BalanceTransaction } from '../ledger/ledger.js';
import { orderIdIn, shopIn } from '../checkout/checkout-session.js';

/** Limit of one request. The SDK retries twice, so a caller's own deadline ends the wait first. */
const TIMEOUT_MS = 4_000;
const MAX_SOCKETS = 64;
const RETRY_AFTER_MS = 1_000;
/** A person has to correct something first. */
const ACCOUNT_RETRY_AFTER_MS = 60_000;

/** Learns from every response of Stripe. */
interface ResponseObserver {
  /** The Date header. */
  sawDate(date: string): void;
  /** Of the requests that create Checkout Sessions. */
  readonly circuit: { succeeded(): void; failed(): void };
}

/** Measures one attempt of a request. `startedAt`: of `performance.now()`. */
export type StripeMeter = (call: string, outcome: StripeOutcome, startedAt: number) => void;

/** `refused`: 4xx; `rate_limited`: 429; `failed`: 5xx; `unreachable`: no response in time. */
export type StripeOutcome = 'ok' | 'refused' | 'rate_limited' | 'failed' | 'unreachable';

/** Words of Stripe's URLs; ids also have digits or capitals. */
const word = /^[a-z_]+$/;

/** Method and path without ids and query: `POST /v1/checkout/sessions/:id/expire`. */
export function stripeCallOf(method: string, path: string): string {
  const [pathname = ''] = path.split('?', 1);
  const segments = pathname
    .split('/')
    .map((part) => (part === '' || part === 'v1' || word.test(part) ? part : ':id'));
  return `${method} ${segments.join('/')}`;
}

function outcomeOf(status: number): StripeOutcome {
  if (status === 429) return 'rate_limited';
  if (status >= 500) return 'failed';
  return status >= 400 ? 'refused' : 'ok';
}

/** Creates the SDK client with keep-alive connections. `apiUrl`: default api.stripe.com. */
export function connectStripe(
  secret: string,
  apiUrl?: string,
  timeout = TIMEOUT_MS,
  observer?: ResponseObserver,
  measure: StripeMeter = () => undefined,
): Stripe {
  const url = new URL(apiUrl ?? 'https://api.stripe.com');
  const plain = url.protocol === 'http:';
  const options = { keepAlive: true, maxSockets: MAX_SOCKETS };
  const httpClient = Stripe.createNodeHttpClient(plain ? new HttpAgent(options) : new HttpsAgent(options));
  const makeRequest = httpClient.makeRequest.bind(httpClient);
  if (observer)
    httpClient.makeRequest = async (...request) => {
      const [, , path, method] = request;
      const circuit = method === 'POST' && path === '/v1/checkout/sessions' ? observer.circuit : undefined;
      const call = stripeCallOf(method, path);
      const startedAt = performance.now();
      const response = await tracing
        .within(
          () => httpClientSpan(method, url.hostname, call.slice(method.length + 1)),
          async (span) => {
            const received = await makeRequest(...request);
            setStatus(span, received.getStatusCode());
            return received;
          },
        )
        .catch((error: unknown) => {
          measure(call, 'unreachable', startedAt);
          circuit?.failed();
          throw error;
        });
      const { date, 'idempotent-replayed': replayed } = response.getHeaders();
      if (typeof date === 'string') observer.sawDate(date);
      const status = response.getStatusCode();
      measure(call, outcomeOf(status), startedAt);
      if (status < 500 && status !== 429) circuit?.succeeded();
      // An old failure that is stored under the key says nothing about Stripe now.
      else if (replayed !== 'true') circuit?.failed();
      return response;
    };
  return new Stripe(secret, {
    maxNetworkRetries: 2,
    timeout,
    telemetry: false,
    httpClient,
    host: url.hostname,
    port: url.port || (plain ? 80 : 443),
    protocol: plain ? 'http' : 'https',
  });
}

/**
 * The idempotency key repeats an old error or belongs to another request. Only a search shows
 * whether the object exists.
 */
export class IdempotencyKeyExhausted extends Error {
  override readonly name = 'IdempotencyKeyExhausted';
}

/**
 * Stripe refuses payments because of our account, API key, configuration or clock. The order is not
 * at fault, and no object was created. `replayed`: the refusal is an old one, stored under the
 * idempotency key; the account may have been repaired.
 */
export class AccountRefused extends Error {
  override readonly name = 'AccountRefused';
  readonly replayed: boolean;

  constructor(readonly error: Stripe.errors.StripeError) {
    super('Stripe refuses payments of this account', { cause: error });
    this.replayed = isReplayed(error);
  }
}

/** Parameters of a Checkout Session that are made from the order; others are configuration. */
const orderParams =
  /^(line_items|customer_email|client_reference_id|metadata|payment_intent_data|expires_at)(\[|$)/;
/** Codes about a parameter, also when Stripe does not name it. */
const orderCodes = /^(amount|parameter|url|email|resource|invalid)_/;
const accountCodes: ReadonlySet<string> = new Set([
  'account_invalid',
  'api_key_expired',
  'country_unsupported',
  'livemode_mismatch',
  'payment_method_unactivated',
  'platform_api_key_expired',
  'secret_key_required',
  'testmode_charges_only',
]);

/** Whether Stripe refuses the account, and not one order, by the structure of its error. */
export function isAccountRefusal(error: unknown): error is Stripe.errors.StripeError {
  const { StripeAuthenticationError, StripePermissionError, StripeInvalidRequestError } = Stripe.errors;
  if (error instanceof StripeAuthenticationError || error instanceof StripePermissionError) return true;
  if (!(error instanceof StripeInvalidRequestError)) return false;
  const { code = '', param } = error;
  return accountCodes.has(code) || (param ? !orderParams.test(param) : !orderCodes.test(code));
}

/** Replaces the first idempotency key of a request. */
export const newIdempotencyKey = (first: string): string => `${first}:${uuidv7()}`;

/** The response is not the requested object: the SDK accepts any JSON without an `error`. */
export class UnreadableResponse extends Error {
  override readonly name = 'UnreadableResponse';
}

/**
 * Creates an object under an idempotency key. Throws payments.rejected, payments.unavailable or
 * {@link IdempotencyKeyExhausted}.
 */
export const stripeCreate = <T>(request: () => Promise<T>): Promise<T> =>
  request().catch((error: unknown) => {
    if (error instanceof AccountRefused && error.replayed) throw error;
    if (isKeyExhausted(error))
      throw new IdempotencyKeyExhausted('the idempotency key is exhausted', { cause: error });
    throw toFault(error);
  });

/**
 * Retrieves an object; null for an unknown id. Throws payments.rejected or payments.unavailable.
 */
export const stripeFind = <T>(request: () => Promise<T>): Promise<T | null> =>
  request().catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw toFault(error);
  });

/**
 * No request is sent while the circuit of Stripe is open. orders-ms then places no order, so that no
 * stock waits for a payment session.
 */
export const circuitOpen = (retryAfterMs: number): Fault =>
  PaymentsUnavailable({ stripe: { code: CIRCUIT_OPEN }, retryAfterMs });

/** The fault for an error of the SDK. Any other error is returned unchanged. */
export function toFault(error: unknown): unknown {
  if (error instanceof UnreadableResponse)
    return PaymentsUnavailable({ stripe: { code: 'unreadable_answer' }, retryAfterMs: RETRY_AFTER_MS });
  // Of a new key: Stripe failed, and repeated that to the SDK's own retry.
  if (error instanceof IdempotencyKeyExhausted)
    return PaymentsUnavailable({
      stripe: { code: 'idempotency_key_exhausted' },
      retryAfterMs: RETRY_AFTER_MS,
    });
  if (error instanceof AccountRefused)
    return PaymentsUnavailable({
      stripe: { ...wordsOf(error.error), account: true },
      retryAfterMs: ACCOUNT_RETRY_AFTER_MS,
    });
  if (error instanceof Fault || !(error instanceof Stripe.errors.StripeError)) return error;
  const stripe = wordsOf(error);
  return isInvalidRequest(error)
    ? PaymentRejected({ stripe })
    : PaymentsUnavailable({ stripe: { code: stripe.code }, retryAfterMs: RETRY_AFTER_MS });
}

/** Whether payments.unavailable is due to our account: {@link AccountRefused}. */
export const isAccountFault = (error: unknown): boolean =>
  PaymentsUnavailable.matches(error) &&
  (error.details?.['stripe'] as { account?: unknown } | undefined)?.account === true;

/** An error in Stripe's words, for logs and staff, without parts of API keys. */
export const wordsOf = (error: Stripe.errors.StripeError) => ({
  code: error.code ?? error.rawType ?? error.type,
  message: error.message.replace(/\b(sk|rk|pk|whsec)_[\w*]+/g, '$1_…'),
  ...(error.param && { param: error.param }),
  ...(error.requestId && { requestId: error.requestId }),
});

/** Stripe processed the request and refuses it. */
export const isInvalidRequest = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeInvalidRequestError || error instanceof Stripe.errors.StripeCardError;

/** No object has this id. */
export const isMissing = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing';

/**
 * A key that repeats an old failure (Stripe stores even a 500 for a day), or that belongs to
 * another request. A 409 is different: the first request is still running, its object is not
 * visible yet, and a new key would create a second one.
 */
export const isKeyExhausted = (error: unknown): boolean =>
  (error instanceof Stripe.errors.StripeIdempotencyError && error.statusCode !== 409) ||
  (error instanceof Stripe.errors.StripeError && (error.statusCode ?? 0) >= 500 && isReplayed(error));

const isReplayed = (error: Stripe.errors.StripeError): boolean =>
  error.headers?.['idempotent-replayed'] === 'true';

/** Null when there is none yet, it was not expanded, or its amounts are inconsistent. */
export function balanceTransactionOf(
  transaction: string | Stripe.BalanceTransaction | null | undefined,
): BalanceTransaction | null {
  if (!transaction || typeof transaction === 'string') return null;
  const { id, type, amount, fee, net, currency, created } = transaction;
  if (net !== amount - fee) return null;
  return { id, type, amount, fee, net, currency, at: new Date(created * 1_000) };
}

/** The id of a referenced object, expanded or not. */
export const idOf = (reference: string | { id: string } | null | undefined): string | null =>
  typeof reference === 'string' ? reference : (reference?.id ?? null);

/** The payment of a refund or dispute. Order and shop are in its metadata, if it was expanded. */
export const paymentOf = (intent: string | Stripe.PaymentIntent | null) => ({
  paymentId: idOf(intent),
  orderId: intent && typeof intent === 'object' ? orderIdIn(intent.metadata) : null,
  shop: intent && typeof intent === 'object' ? shopIn(intent.metadata) : null,
});
