import type { OpenAPIObject } from '@nestjs/swagger';
import { guest, ListProducts } from '@orderwire/contracts';
import { correlationIdFrom, type RpcClient, runInContext } from '@orderwire/platform';
import { isUUID } from 'class-validator';
import { EXAMPLE_PRODUCT_ID } from './examples.js';

/** A documentation page does not wait longer than this for a nicer example. */
const PATIENCE_MS = 500;

/** The document with a product that is on sale now in its examples, so that they work when pasted. */
export async function withProductOnSale(document: OpenAPIObject, rpc: RpcClient): Promise<OpenAPIObject> {
  const context = {
    correlationId: correlationIdFrom(undefined),
    actor: guest,
    deadline: Date.now() + PATIENCE_MS,
  };
  const page = await runInContext(context, () => rpc.ask(ListProducts, { available: true, limit: 1 })).catch(
    () => undefined,
  );
  const productId = page?.data?.[0]?.id;
  if (!productId || !isUUID(productId)) return document;
  return JSON.parse(JSON.stringify(document).replaceAll(EXAMPLE_PRODUCT_ID, productId)) as OpenAPIObject;
}
