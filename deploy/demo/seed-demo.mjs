import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { repeatedly, send, signIn } from './api.mjs';

/** @param {string} name */
const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));

/** Products of a fresh system; prices in minor units. */
const catalogue = read('catalogue.json');

/** VAT of the EU and GB at the end of 2026, for trying out. A shop enters its own. */
const { name, inclusive, percentages } = read('tax-rates.json');
const taxRates = Object.entries(percentages).flatMap(([country, [standard, reduced]]) => [
  { country, taxClass: 'standard', name, percentage: standard, inclusive },
  ...(reduced ? [{ country, taxClass: 'reduced', name, percentage: reduced, inclusive }] : []),
]);

/**
 * Fills an empty catalogue over HTTP, signed in as the demo accounts, and adds the tax rates that it
 * lacks. Returns the number of products created.
 *
 * @param {string} gateway
 * @param {{staff: {email: string, password: string}, admin: {email: string, password: string}}} accounts
 */
export async function seedDemo(gateway, { staff, admin }) {
  const api = `${gateway.replace(/\/$/, '')}/api/v1`;
  const { data } = await repeatedly(() => send('GET', `${api}/products?limit=1`));
  if (data.length > 0) return 0;
  const [asStaff, asAdmin] = await repeatedly(() => Promise.all([signIn(api, staff), signIn(api, admin)]));
  await repeatedly(() => seedTaxRates(api, asAdmin));
  // Last, because a catalogue with products counts as seeded.
  await Promise.all(
    catalogue.map(({ picture, ...fields }) => {
      const product = { ...fields, imageUrl: pictureUrl(gateway, picture) };
      const headers = { ...asStaff, 'idempotency-key': randomUUID() };
      return repeatedly(() => send('POST', `${api}/products`, product, headers));
    }),
  );
  return catalogue.length;
}

/**
 * The gateway serves the pictures of the storefront. The shop loads them from its own origin, whatever
 * address the gateway had at this time.
 *
 * @param {string} gateway
 * @param {string} picture
 */
const pictureUrl = (gateway, picture) => new URL(`/pictures/${picture}.svg`, gateway).href;

async function seedTaxRates(api, headers) {
  const keyOf = ({ country, taxClass }) => `${country} ${taxClass}`;
  const known = new Set((await listTaxRates(api, headers)).map(keyOf));
  const missing = taxRates.filter((rate) => !known.has(keyOf(rate)));
  await Promise.all(missing.map((rate) => send('POST', `${api}/tax-rates`, rate, headers)));
}

async function listTaxRates(api, headers) {
  const rates = [];
  let cursor;
  do {
    const after = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
    const { data, meta } = await send('GET', `${api}/tax-rates?limit=100${after}`, undefined, headers);
    rates.push(...data);
    cursor = meta.nextCursor;
  } while (cursor);
  return rates;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  // The demo accounts of composed development systems; their passwords are public.
  const accounts = {
    staff: { email: 'staff@orderwire.example', password: 'demo-staff-2026' },
    admin: { email: 'admin@orderwire.example', password: 'demo-admin-2026' },
  };
  try {
    const created = await seedDemo(process.env.GATEWAY_URL ?? '', accounts);
    console.log(
      created > 0 ? `${created} products created` : 'the catalogue is not empty; nothing was added',
    );
  } catch (error) {
    console.error(`The demo catalogue could not be created: ${error.cause?.message ?? error.message}`);
    process.exitCode = 1;
  }
}
