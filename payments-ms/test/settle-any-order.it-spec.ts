import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLogger, Database, migrateMessaging, Outbox } from '@orderwire/platform';
import { createTestDatabase, type TestDatabase } from '@orderwire/test-kit';
import fc from 'fast-check';
import { RefundWrongMoney } from '../src/application/refund-wrong-money.js';
import { type LookedUp, SettleEvents } from '../src/application/settle-events.js';
import type { CheckoutSession } from '../src/domain/checkout-session.js';
import type { TakenEvent } from '../src/domain/settlement.js';
import { RefundRepository } from '../src/outbound/refund.repository.js';
import { StripeEventRepository } from '../src/outbound/stripe-event.repository.js';

const log = createLogger('test', 'silent');
let testDatabase: TestDatabase;
let database: Database;
let events: StripeEventRepository;
let settle: SettleEvents;
beforeAll(async () => {
  testDatabase = await createTestDatabase(fileURLToPath(new URL('..', import.meta.url)));
  await migrateMessaging(testDatabase.url);
  database = new Database({ url: testDatabase.url, poolSize: 2, logger: log });
  events = new StripeEventRepository(database);
  const outbox = new Outbox();
  const wrongMoney = new RefundWrongMoney(new RefundRepository(database), outbox);
  settle = new SettleEvents(database, events, outbox, wrongMoney, log);
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

const rows = async <Row>(text: string, values: unknown[]): Promise<Row[]> =>
  (await database.pool.query(text, values)).rows as Row[];

/** How a session stands at Stripe when it is looked at; it goes from left to right only. */
const histories = [
  ['expired'],
  ['paid'],
  ['failed'],
  ['processing', 'paid'],
  ['processing', 'failed'],
] as const;
type Stage = (typeof histories)[number][number];

const types = {
  expired: 'checkout.session.expired',
  paid: 'checkout.session.completed',
  failed: 'checkout.session.async_payment_failed',
  processing: 'checkout.session.completed',
} as const;

interface Look {
  session: 'own' | 'twin';
  stage: Stage;
}

/** Batches of events in any order and number; the end of each session is among them. */
const stories = fc
  .record({
    own: fc.constantFrom(...histories),
    twin: fc.constantFrom<readonly Stage[]>([], ['paid'], ['expired']),
  })
  .chain(({ own, twin }) => {
    const all: Look[] = [
      ...own.map((stage): Look => ({ session: 'own', stage })),
      ...twin.map((stage): Look => ({ session: 'twin', stage })),
    ];
    const ends = [own.at(-1), twin.at(-1)].flatMap((stage, index): Look[] =>
      stage ? [{ session: index === 0 ? 'own' : 'twin', stage }] : [],
    );
    const more = fc.array(fc.constantFrom(...all), { maxLength: 5 });
    return fc.record({
      own: fc.constant(own),
      twin: fc.constant(twin),
      looks: more.chain((looks) => {
        const every = [...ends, ...looks];
        return fc.shuffledSubarray(every, { minLength: every.length });
      }),
      batch: fc.integer({ min: 1, max: 4 }),
      overtaken: fc.boolean(),
    });
  });

/** An order with one open session, and the objects that Stripe shows of it and of another made beside it. */
async function openOrder() {
  const orderId = randomUUID();
  await rows(
    `INSERT INTO payment_sessions (order_id, attempt, status, stripe_id, amount, currency, idempotency_key, correlation_id, expires_at)
     VALUES ($1, 1, 'open', $2, 4498, 'usd', 'k', 'c', now() + interval '1 hour')`,
    [orderId, `cs_own_${orderId}`],
  );
  const found = ({ session, stage }: Look): CheckoutSession => ({
    id: `cs_${session}_${orderId}`,
    status: stage === 'expired' ? 'expired' : 'complete',
    paid: stage === 'paid',
    ...{ amount: 4498, currency: 'usd', url: null, successUrl: '', cancelUrl: '', email: null },
    ...{ expiresAt: new Date(), orderId, attempt: 1 },
    intent:
      stage === 'expired'
        ? null
        : {
            id: `pi_${session}_${orderId}`,
            status: { paid: 'succeeded', failed: 'canceled', processing: 'processing' }[stage],
            ...{ received: stage === 'paid' ? 4498 : 0, failure: null, charge: null },
          },
  });
  return { orderId, found };
}

test('whatever events come, how often and in which order: each payment counts once, and nothing undoes it', async () => {
  await fc.assert(
    fc.asyncProperty(stories, async ({ own, twin, looks, batch, overtaken }) => {
      const { orderId, found } = await openOrder();
      const taken: LookedUp[][] = [];
      for (let at = 0; at < looks.length; at += batch) {
        // A batch looks each session up once.
        const latest = new Map<string, Look>();
        const mine = looks.slice(at, at + batch);
        for (const look of mine) {
          const before = latest.get(look.session);
          if (!before || before.stage === 'processing') latest.set(look.session, look);
        }
        for (const { session, stage } of mine)
          await events.store(
            {
              ...{ id: `evt_${randomUUID()}`, type: types[stage], objectId: `cs_${session}_${orderId}` },
              ...{ apiVersion: null, livemode: false, account: null, orderId, attempt: 1 },
              ...{ paymentId: null, payload: '{}' },
            },
            undefined,
          );
        const mail: TakenEvent[] = [];
        while (mail.length < mine.length) mail.push(...(await events.take(60_000, 100)));
        const lookedUp = mail.map((event) => {
          const session = event.objectId?.startsWith('cs_own') ? 'own' : 'twin';
          return { event, found: found(latest.get(session) as Look) };
        });
        if (overtaken) taken.push(lookedUp);
        else await settle.execute(lookedUp);
      }
      // Replicas that took their batches one after the other may settle them the other way round.
      for (const lookedUp of taken.reverse()) await settle.execute(lookedUp);

      const payments = [own, twin].flatMap((stages, index) =>
        stages.at(-1) === 'paid' ? [`pi_${index === 0 ? 'own' : 'twin'}_${orderId}`] : [],
      );
      const held = await rows<{ id: string }>('SELECT id FROM payments WHERE order_id = $1 ORDER BY id', [
        orderId,
      ]);
      expect(held.map(({ id }) => id)).toEqual(payments);
      const outbox = await rows<{ subject: string; batch: string }>(
        'SELECT subject, xmin::text AS batch FROM messaging.outbox WHERE aggregate_id = $1 ORDER BY position',
        [orderId],
      );
      const subjects = outbox.map(({ subject }) => subject);
      expect(subjects.filter((subject) => subject === 'payment.succeeded')).toHaveLength(payments.length);
      // Nothing that ends the order's link is told once money has paid it.
      const ended = subjects.findIndex((subject) => subject !== 'payment.succeeded');
      expect(ended).toBeLessThan(1);
      const paying = outbox.filter(({ subject }) => subject === 'payment.succeeded').map((one) => one.batch);
      if (ended === 0) expect(paying).not.toContain(outbox[0]?.batch);
      const [row] = await rows<{ status: string; settled: boolean }>(
        'SELECT status, settled_at IS NOT NULL AS settled FROM payment_sessions WHERE order_id = $1',
        [orderId],
      );
      expect(row?.settled).toBe(true);
      if (payments.length === 0) {
        const end = own.at(-1) === 'expired' ? 'payment.session.expired' : 'payment.failed';
        expect(subjects).toEqual([end]);
        expect(row?.status).toBe(own.at(-1));
      } else if (ended === -1) expect(row?.status).toBe('complete');
      const waiting = await rows('SELECT FROM stripe_events WHERE order_id = $1 AND processed_at IS NULL', [
        orderId,
      ]);
      expect(waiting).toEqual([]);
    }),
    { numRuns: 120 },
  );
}, 240_000);
