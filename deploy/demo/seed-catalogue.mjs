import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** Products of a fresh system; prices in minor units. */
const catalogue = JSON.parse(readFileSync(new URL('catalogue.json', import.meta.url), 'utf8'));

/**
 * Fills an empty catalogue over HTTP, signed in as the demo staff. Returns the number of products
 * created. Needs Node only: it also runs as a step of docker-compose.yml.
 *
 * @param {string} gateway
 * @param {{email: string, password: string}} staff
 */
export async function seedCatalogue(gateway, staff) {
  const api = `${gateway.replace(/\/$/, '')}/api/v1`;
  const { data } = await send('GET', `${api}/products?limit=1`);
  if (data.length > 0) return 0;
  const { accessToken } = await send('POST', `${api}/auth/login`, staff, { 'x-token-delivery': 'body' });
  const headers = { authorization: `Bearer ${accessToken}` };
  await Promise.all(catalogue.map((product) => send('POST', `${api}/products`, product, headers)));
  return catalogue.length;
}

async function send(method, url, body, headers = {}) {
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

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  // The demo account of composed development systems; its password is public.
  const staff = { email: 'staff@orderwire.example', password: 'demo-staff-2026' };
  try {
    const created = await seedCatalogue(process.env.GATEWAY_URL ?? '', staff);
    console.log(
      created > 0 ? `${created} products created` : 'the catalogue is not empty; nothing was added',
    );
  } catch (error) {
    console.error(`The demo catalogue could not be created: ${error.cause?.message ?? error.message}`);
    process.exitCode = 1;
  }
}
