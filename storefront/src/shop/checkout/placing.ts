import type { CreateOrderReply, CreateOrderRequest } from '@orderwire/contracts';
import { api } from '../../api/client';
import { Problem } from '../../api/problem';

/** The last request of this tab that may have created an order. */
interface Attempt {
  readonly key: string;
  readonly request: CreateOrderRequest;
}

const KEY = 'placing';

const PAUSE_MS = 1_000;
const TRIES = 15;

/**
 * Places an order once. The key and the request are stored before they are sent and stay until the
 * reply is known: a second click, a reload and a lost reply repeat the same request, which the server
 * answers with the same order. Throws a {@link Problem}.
 */
export async function placeOrder(request: CreateOrderRequest): Promise<CreateOrderReply> {
  const pending = storedAttempt();
  if (pending && JSON.stringify(pending.request) !== JSON.stringify(request)) await abandon(pending);
  const attempt = storedAttempt() ?? { key: crypto.randomUUID(), request };
  sessionStorage.setItem(KEY, JSON.stringify(attempt));
  return send(attempt);
}

/** After the order page has taken over. */
export const forgetAttempt = (): void => sessionStorage.removeItem(KEY);

/**
 * The reply to an earlier request was lost, and the shopper has changed the order since: finds the first
 * order with its key, and cancels it, so that there are never two.
 */
async function abandon(attempt: Attempt): Promise<void> {
  let orderId: unknown;
  try {
    orderId = (await send(attempt)).order.id;
  } catch (error) {
    if (!(error instanceof Problem) || isUncertain(error)) throw error;
    orderId = error.details['orderId'];
  }
  if (typeof orderId === 'string')
    await api.post(`/orders/${orderId}/cancel`).catch((error: unknown) => {
      // An order that is not pending any more needs no cancellation.
      if (!(error instanceof Problem) || error.isTemporary) throw error;
    });
  forgetAttempt();
}

async function send({ key, request }: Attempt): Promise<CreateOrderReply> {
  for (let tries = 1; ; tries++)
    try {
      return await api.post<CreateOrderReply>('/orders', request, { 'idempotency-key': key });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === 'idempotency.in_flight' && tries < TRIES) {
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
        continue;
      }
      // A refused request created nothing: the next one is another order.
      if (!isUncertain(error)) forgetAttempt();
      throw error;
    }
}

/** Whether the server may have created the order although the request failed. */
export const isUncertain = ({ status, code }: Problem): boolean =>
  status === 0 || status >= 500 || code === 'idempotency.in_flight';

function storedAttempt(): Attempt | undefined {
  try {
    return (JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Attempt | null) ?? undefined;
  } catch {
    return undefined;
  }
}
