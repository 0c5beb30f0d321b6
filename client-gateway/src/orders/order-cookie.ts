import { isOrderToken } from '@orderwire/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readOwnCookies, setCookie } from '../auth/cookies.js';

/** The order tokens of a guest's browser: `<order id>.<token>`, newest first. */
const ORDERS_COOKIE = '__Host-orderwire-orders';

/** 2.5 kB: browsers limit a cookie to 4 kB. */
const MAX_ORDERS = 30;

const MAX_AGE_SECONDS = 90 * 86_400;

type WithHeaders = Pick<FastifyRequest, 'headers'>;

/** The order token that a browser has for the order. */
export const orderTokenOf = (request: WithHeaders, orderId: string): string | undefined =>
  readOrders(request).get(orderId.toLowerCase());

/** Adds the order to those that the browser may open. */
export function rememberOrder(
  request: WithHeaders,
  reply: FastifyReply,
  orderId: string,
  token: string,
): void {
  const others = [...readOrders(request)].filter(([id]) => id !== orderId);
  const orders = [[orderId, token] as const, ...others].slice(0, MAX_ORDERS);
  setCookie(reply, ORDERS_COOKIE, orders.map((order) => order.join('.')).join('~'), MAX_AGE_SECONDS);
}

function readOrders(request: WithHeaders): Map<string, string> {
  const entries = (readOwnCookies(request)[ORDERS_COOKIE] ?? '').split('~').flatMap((entry) => {
    const [id = '', token] = entry.split('.');
    return isOrderToken(token) ? [[id, token] as const] : [];
  });
  return new Map(entries);
}
