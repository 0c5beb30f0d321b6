import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { headers } from '@nats-io/transport-node';
import {
  type Actor,
  AdjustStock,
  CreateProduct,
  DeleteProduct,
  GetProduct,
  guest,
  Headers,
  ListProducts,
  ListStockLedger,
  NotAllowed,
  NotSignedIn,
  type RpcContract,
  UpdateProduct,
} from '@orderwire/contracts';
import { faultOf, WAIT_LIMIT_MS } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { ProductsWorld, staff } from './products-world.js';

const customer: Actor = { role: 'customer', id: uuidv7() };
const admin: Actor = { role: 'admin', id: uuidv7() };

let world: ProductsWorld;
beforeAll(async () => {
  world = await ProductsWorld.create();
});
afterAll(() => world.close());

const everything = () =>
  world.rows(
    'SELECT p.*, s.*, (SELECT count(*) FROM stock_ledger) AS movements FROM products p JOIN stock s ON s.product_id = p.id ORDER BY p.id',
  );

const writes = (productId: string): [RpcContract<object, object>, object][] =>
  [
    [CreateProduct, { name: 'Theirs', prices: [{ currency: 'usd', amount: 1 }] }],
    [UpdateProduct, { productId, name: 'Theirs' }],
    [AdjustStock, { productId, delta: 5, reason: 'wish' }],
    [DeleteProduct, { productId }],
  ] as [RpcContract<object, object>, object][];

describe('the catalogue and its stock', () => {
  it.each([
    ['a guest', guest, NotSignedIn.code],
    ['a customer', customer, NotAllowed.code],
  ])('cannot be changed by %s', async (_who, actor, code) => {
    const { id } = await world.product();
    const before = await everything();
    for (const [contract, request] of writes(id))
      expect(await faultOf(world.request(contract, request, actor))).toMatchObject({ code });
    expect(await everything()).toEqual(before);
  });

  it.each([
    ['staff', staff],
    ['an admin', admin],
  ])('can be changed by %s, who is recorded as the actor', async (_who, actor) => {
    const { id } = await world.product();
    for (const [contract, request] of writes(id)) await world.request(contract, request, actor);
    const [adjustment] = await world.rows(
      'SELECT actor_role, actor_id FROM stock_ledger WHERE product_id = $1 AND d_available = 5',
      [id],
    );
    expect(adjustment).toEqual({ actor_role: actor.role, actor_id: actor.id });
  });

  it('show their counters to staff only', async () => {
    const { id } = await world.product();
    for (const actor of [staff, admin])
      expect((await world.request(GetProduct, { productId: id }, actor)).stock).toBeDefined();
    for (const actor of [guest, customer]) {
      expect(await world.request(GetProduct, { productId: id }, actor)).not.toHaveProperty('stock');
      const { data } = await world.request(ListProducts, {}, actor);
      expect(data.filter(({ stock }) => stock)).toEqual([]);
    }
  });

  it('show their ledger to staff only', async () => {
    const { id } = await world.product();
    for (const actor of [staff, admin])
      expect((await world.request(ListStockLedger, { productId: id }, actor)).data).toHaveLength(1);
    for (const [actor, code] of [
      [guest, NotSignedIn.code],
      [customer, NotAllowed.code],
    ] as const)
      expect(await faultOf(world.request(ListStockLedger, { productId: id }, actor))).toMatchObject({ code });
  });

  it('ignore a header that claims a role without a token', async () => {
    const { id } = await world.product();
    const before = await everything();
    const forged = headers();
    forged.set(Headers.actor, JSON.stringify(admin));
    for (const [{ subject }, request] of writes(id)) {
      const reply = await world.link.connection.request(subject, JSON.stringify(request), {
        timeout: WAIT_LIMIT_MS,
        headers: forged,
      });
      expect(reply.json()).toMatchObject({ err: { code: NotSignedIn.code } });
    }
    expect(await everything()).toEqual(before);
  });
});
