import { isOrderToken } from '@orderwire/contracts';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The order tokens of a guest's browser: `<order id>.<token>`, newest first. */
const ORDERS_COOKIE = '__Host-orderwire-orders';

/** 2.5 kB: browsers limit a cookie to 4 kB. */
const MAX_ORDERS = 30;

const MAX_AGE_SECONDS = 90 * 86_400;

/** Longer than all our cookies together. */
const MAX_HEADER = 16_384;

/** The order token that a browser has for the order. */
export function orderTokenOf(
  { headers }: Pick<FastifyRequest, 'headers'>,
  orderId: string,
): string | undefined {
  return readOrders(headers.cookie).get(orderId.toLowerCase());
}

/** Scripts cannot read the cookie, and requests from other sites do not carry it. */
export function rememberOrder(
  { headers }: Pick<FastifyRequest, 'headers'>,
  reply: FastifyReply,
  orderId: string,
  token: string,
): void {
  const others = [...readOrders(headers.cookie)].filter(([id]) => id !== orderId);
  const orders = [[orderId, token] as const, ...others].slice(0, MAX_ORDERS);
  reply.header(
    'set-cookie',
    stringifySetCookie({
      name: ORDERS_COOKIE,
      value: orders.map((order) => order.join('.')).join('~'),
      maxAge: MAX_AGE_SECONDS,
      ...{ path: '/', secure: true, httpOnly: true, sameSite: 'strict' },
    }),
  );
}

function readOrders(cookie: string | undefined): Map<string, string> {
  if (!cookie?.includes(ORDERS_COOKIE) || cookie.length > MAX_HEADER) return new Map();
  const entries = (parseCookie(cookie)[ORDERS_COOKIE] ?? '').split('~').flatMap((entry) => {
    const [id = '', token] = entry.split('.');
    return isOrderToken(token) ? [[id, token] as const] : [];
  });
  return new Map(entries);
}
