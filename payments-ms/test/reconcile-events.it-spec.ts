import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DifferenceFound } from '@orderwire/contracts';
import { ReconcileFixture } from './reconcile-fixture.js';
import type { PaymentsWorld } from './payments-world.js';

let fixture: ReconcileFixture;
let world: PaymentsWorld;
beforeAll(async () => {
  fixture = await ReconcileFixture.create();
  world = fixture.world;
});
afterAll(() => fixture.close());

const published = (differenceId: string) => world.published(DifferenceFound, differenceId);

describe('a difference that staff must resolve', () => {
  test('is published when it is found first, and again when it comes back', async () => {
    const { orderId, paymentId } = await fixture.pay();
    const differs = (amount: string) =>
      world.rows(`UPDATE payments SET amount = amount ${amount} WHERE id = $1`, [paymentId]);
    const id = `amount_differs/${paymentId}`;
    await differs('+ 1');
    await fixture.reconcile([paymentId], { resolve: false });
    expect(await published(id)).toEqual([]);
    for (let runs = 0; runs < 2; runs++) await fixture.reconcile([paymentId]);
    const [event, ...more] = await published(id);
    const [payment] = await world.paymentsOf(orderId);
    expect(more).toEqual([]);
    expect(event).toEqual({
      ...{ differenceId: id, kind: 'amount_differs', orderId, paymentId, currency: payment?.['currency'] },
      amount: Number(payment?.['amount']),
      message: expect.stringContaining(`${paymentId} of order ${orderId}`),
      at: expect.any(String),
    });
    await differs('- 1');
    // A run resolves what it does not find again in the same time or more.
    await fixture.reconcile([paymentId], { hours: 2 });
    await differs('+ 1');
    await fixture.reconcile([paymentId]);
    expect(await published(id)).toHaveLength(2);
    await differs('- 1');
  });

  test('is published also without an order', async () => {
    const { id } = await world.stripe.payElsewhere({ orderId: randomUUID(), shop: await world.shop() });
    const { payment_intent: paymentId } = await world.stripe.retrieve(id);
    await fixture.reconcile([id]);
    expect(await published(`unknown_capture/${String(paymentId)}`)).toMatchObject([
      { kind: 'unknown_capture', orderId: null, paymentId, amount: 777, currency: 'usd' },
    ]);
  });
});

test('a difference that a run resolves is not published', async () => {
  const { id } = await fixture.payWithoutWebhook();
  const { found } = await fixture.reconcile([id]);
  expect(found).toMatchObject([{ resolved: true }]);
  const events = await world.published(DifferenceFound);
  expect(events.filter(({ message }) => message.includes(id))).toEqual([]);
});
