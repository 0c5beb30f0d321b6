import type { Progress } from '../../bootstrap/progress.mjs';
import { signIn, type Credentials } from '../account/sign-in.js';
import { catalogue, type SeedProduct } from './catalogue.js';

/** Puts the demo catalogue into an empty shop, as its staff do: signed in, through the gateway. Returns how many were added. */
export async function seedCatalogue(
  gateway: string,
  staff: Credentials,
  progress: Progress,
): Promise<number> {
  const list = await fetch(`${gateway}/api/v1/products?limit=1`, { signal: AbortSignal.timeout(10_000) });
  if (!list.ok) throw new Error(`The catalogue cannot be read: HTTP ${list.status} ${await list.text()}`);
  const { data } = (await list.json()) as { data: unknown[] };
  if (data.length > 0) return 0;
  const step = progress.step('putting a few products into the empty catalogue');
  const { accessToken } = await signIn(gateway, staff);
  await Promise.all(catalogue.map((product) => create(gateway, accessToken, product)));
  step.done(`${catalogue.length} products in the catalogue`);
  return catalogue.length;
}

async function create(gateway: string, accessToken: string, product: SeedProduct): Promise<void> {
  const answer = await fetch(`${gateway}/api/v1/products`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` },
    body: JSON.stringify(product),
    signal: AbortSignal.timeout(10_000),
  });
  const body = await answer.text();
  if (!answer.ok) throw new Error(`"${product.name}" was not accepted: HTTP ${answer.status} ${body}`);
}
