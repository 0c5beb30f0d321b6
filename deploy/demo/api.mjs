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
  if (!response.ok) throw new Error(`${method} ${url}: HTTP ${response.status} ${text}`);
  return JSON.parse(text);
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
