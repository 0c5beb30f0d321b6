import type { CreateOrderReply, CreateOrderRequest } from '@orderwire/contracts';
import { api } from '../../api/client';
import { Problem } from '../../api/problem';
import { currentAccount } from '../../api/session';

/** The last request of this browser that may have created an order. */
interface Attempt {
  readonly key: string;
  readonly request: CreateOrderRequest;
  /** The account that placed it. Keys of one account mean nothing for another, or for a guest. */
  readonly accountId: string | undefined;
  /** A reply was lost: the order may exist. */
  readonly uncertain?: boolean;
}

const KEY = 'placing';

const PAUSE_MS = 1_000;
const TRIES = 15;

/**
 * Places an order once, one tab at a time. The key and the request are stored before they are sent and
 * stay until the reply is known: a second click, a reload, another tab and a lost reply repeat the same
 * request, which the server answers with the same order. Throws a {@link Problem}.
 */
export const placeOrder = (request: CreateOrderRequest): Promise<CreateOrderReply> =>
  navigator.locks.request('place-order', async () => {
    const accountId = currentAccount()?.id;
    const pending = storedAttempt();
    // An order of another account, or of a guest, is out of reach: it ends by itself without a payment.
    if (pending && pending.accountId !== accountId) forgetAttempt();
    else if (pending && JSON.stringify(pending.request) !== JSON.stringify(request)) await abandon(pending);
    const attempt = storedAttempt() ?? { key: crypto.randomUUID(), request, accountId };
    store(attempt);
    return send(attempt);
  });

/** After the order page has taken over. */
export const forgetAttempt = (): void => localStorage.removeItem(KEY);

/**
 * The reply to an earlier request was lost, and the shopper has changed the order since: finds the first
 * order with its key, and cancels it, so that there are never two.
 */
async function abandon(attempt: Attempt): Promise<void> {
  let orderId: unknown;
  try {
    orderId = (await send(attempt)).order.id;
  } catch (error) {
    // Without an answer from orders-ms the first order may still exist.
    if (!(error instanceof Problem) || isUncertain(error) || storedAttempt()) throw error;
    orderId = error.details['orderId'];
  }
  if (typeof orderId === 'string')
    await api.post(`/orders/${orderId}/cancel`).catch((error: unknown) => {
      // An order that is not pending any more needs no cancellation.
      if (!(error instanceof Problem) || error.isTemporary) throw error;
    });
  forgetAttempt();
}

async function send(attempt: Attempt): Promise<CreateOrderReply> {
  const { key, request } = attempt;
  for (let tries = 1; ; tries++)
    try {
      return await api.post<CreateOrderReply>('/orders', request, { 'idempotency-key': key });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === 'idempotency.in_flight' && tries < TRIES) {
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
        continue;
      }
      if (isUncertain(error)) store({ ...attempt, uncertain: true });
      // A refused request created nothing: the next one is another order. After a lost reply only the
      // answer to the key itself says so, and not a refusal on the way there.
      else if (!attempt.uncertain || !isRefusedBefore(error)) forgetAttempt();
      throw error;
    }
}

/** Whether the server may have created the order although the request failed. */
export const isUncertain = ({ status, code }: Problem): boolean =>
  status === 0 || status >= 500 || code === 'idempotency.in_flight';

/** Refused before orders-ms looked at the key: signed out, not allowed, or too many requests. */
const isRefusedBefore = ({ status, code }: Problem): boolean =>
  status === 401 || status === 403 || code === 'http.too_many_requests';

const store = (attempt: Attempt): void => localStorage.setItem(KEY, JSON.stringify(attempt));

function storedAttempt(): Attempt | undefined {
  try {
    return (JSON.parse(localStorage.getItem(KEY) ?? 'null') as Attempt | null) ?? undefined;
  } catch {
    return undefined;
  }
}
