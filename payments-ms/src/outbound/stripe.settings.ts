import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import Stripe from 'stripe';

/** One call's limit. The SDK tries twice more, so a caller's own deadline ends a hanging Stripe first. */
const TIMEOUT_MS = 4_000;
const MAX_SOCKETS = 64;

/** Opens Stripe's SDK on kept-alive connections; `apiUrl` points it at another host than Stripe's. */
export function connectStripe(secret: string, apiUrl?: string, timeout = TIMEOUT_MS): Stripe {
  const url = new URL(apiUrl ?? 'https://api.stripe.com');
  const plain = url.protocol === 'http:';
  const keep = { keepAlive: true, maxSockets: MAX_SOCKETS };
  return new Stripe(secret, {
    maxNetworkRetries: 2,
    timeout,
    telemetry: false,
    httpAgent: plain ? new HttpAgent(keep) : new HttpsAgent(keep),
    host: url.hostname,
    port: url.port || (plain ? 80 : 443),
    protocol: plain ? 'http' : 'https',
  });
}
