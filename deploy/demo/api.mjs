import { setTimeout as sleep } from 'node:timers/promises';

/** Requests of the demo to the gateway. Needs Node only: it also runs as a step of docker-compose.yml. */

/**
 * Sends JSON and returns the JSON of the response. Throws for any other status than 2xx.
 *
 * @param {string} method
 * @param {string} url
 */
export async function send(method, url, body, headers = {}) {
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  if (!response.ok) {
    const error = new Error(`${method} ${url}: HTTP ${response.status} ${text}`);
    throw Object.assign(error, { status: response.status });
  }
  return JSON.parse(text);
}

const LONGEST_WAIT_MS = 60_000;

/**
 * Repeats requests for a minute while they are not answered in time, as on a machine that is still busy
 * with the start. Only for what may be repeated.
 *
 * @template T
 * @param {() => Promise<T>} requests
 * @returns {Promise<T>}
 */
export async function repeatedly(requests) {
  for (const end = Date.now() + LONGEST_WAIT_MS; ; await sleep(1_000)) {
    try {
      return await requests();
    } catch (error) {
      const isLate = [429, 503, 504].includes(error.status) || error.name === 'TimeoutError';
      if (!isLate || Date.now() > end) throw error;
    }
  }
}

/**
 * The headers of a signed-in account.
 *
 * @param {string} api
 * @param {{email: string, password: string}} account
 */
export async function signIn(api, account) {
  const { accessToken } = await send('POST', `${api}/auth/login`, account, { 'x-token-delivery': 'body' });
  return { authorization: `Bearer ${accessToken}` };
}
