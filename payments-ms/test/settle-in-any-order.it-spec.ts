import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLogger, Database, migrateMessaging, Outbox } from '@orderwire/platform';
import { createTestDatabase, type TestDatabase } from '@orderwire/test-kit';
import fc from 'fast-check';
import { CaptureRepository } from '../src/checkout/capture.repository.js';
import { ShopRepository } from '../src/checkout/session.repository.js';
import { PublishRefundEventUseCase } from '../src/refunds/publish-refund-event.use-case.js';
import { RefundFactsRepository } from '../src/refunds/refund-facts.repository.js';
import { RefundRejectedPaymentsUseCase } from '../src/refunds/refund-rejected-payments.use-case.js';
import {
  type RetrievedEvent,
  SettleSessionEventsUseCase,
} from '../src/webhooks/settle-session-events.use-case.js';
import type { CheckoutSession } from '../src/checkout/checkout-session.js';
import type { ClaimedEvent } from '../src/webhooks/settlement.js';
import { RefundRepository } from '../src/refunds/refund.repository.js';
import { StripeEventRepository } from '../src/webhooks/stripe-event.repository.js';

const log = createLogger('test', 'silent');
let testDatabase: TestDatabase;
let database: Database;
let events: StripeEventRepository;
let settle: SettleSessionEventsUseCase;
beforeAll(async () => {
  testDatabase = await createTestDatabase(fileURLToPath(new URL('..', import.meta.url)));
  await migrateMessaging(testDatabase.url);
  database = new Database({ url: testDatabase.url, poolSize: 2, logger: log });
  events = new StripeEventRepository(database);
  const outbox = new Outbox();
  const refundRejected = new RefundRejectedPaymentsUseCase(
    new RefundRepository(database),
    new PublishRefundEventUseCase(outbox, new RefundFactsRepository(database)),
    new CaptureRepository(database),
  );
  const shop = new ShopRepository(database, 'ours');
  settle = new SettleSessionEventsUseCase(database, events, outbox, refundRejected, log, shop);
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

const rows = async <Row>(text: string, values: unknown[]): Promise<Row[]> =>
  (await database.pool.query(text, values)).rows as Row[];

/** The states of a session at Stripe, in order. */
const sessionHistories = [
  ['expired'],
  ['paid'],
  ['failed'],
  ['processing', 'paid'],
  ['processing', 'failed'],
] as const;
type Stage = (typeof sessionHistories)[number][number];

const types = {
  expired: 'checkout.session.expired',
  paid: 'checkout.session.completed',
  failed: 'checkout.session.async_payment_failed',
  processing: 'checkout.session.completed',
} as const;

interface Observation {
  session: 'own' | 'duplicate';
  stage: Stage;
}

/** Batches of events in any order and number, including the last state of each session. */
const scenarios = fc
  .record({
    own: fc.constantFrom(...sessionHistories),
    duplicate: fc.constantFrom<readonly Stage[]>([], ['paid'], ['expired']),
  })
  .chain(({ own, duplicate }) => {
    const all: Observation[] = [
      ...own.map((stage): Observation => ({ session: 'own', stage })),
      ...duplicate.map((stage): Observation => ({ session: 'duplicate', stage })),
    ];
    const ends = [own.at(-1), duplicate.at(-1)].flatMap((stage, index): Observation[] =>
      stage ? [{ session: index === 0 ? 'own' : 'duplicate', stage }] : [],
    );
    const more = fc.array(fc.constantFrom(...all), { maxLength: 5 });
    return fc.record({
      own: fc.constant(own),
      duplicate: fc.constant(duplicate),
      observations: more.chain((observations) => {
        const every = [...ends, ...observations];
        return fc.shuffledSubarray(every, { minLength: every.length });
      }),
      batch: fc.integer({ min: 1, max: 4 }),
      outOfOrder: fc.boolean(),
    });
  });

/** An order with one open session, and Stripe's objects of it and of a duplicate. */
async function openOrder() {
  const orderId = randomUUID();
  await rows(
    `INSERT INTO payment_sessions (order_id, attempt, status, stripe_id, amount, currency, idempotency_key, correlation_id, expires_at)
     VALUES ($1, 1, 'open', $2, 4498, 'usd', 'k', 'c', now() + interval '1 hour')`,
    [orderId, `cs_own_${orderId}`],
  );
  const found = ({ session, stage }: Observation): CheckoutSession => ({
    id: `cs_${session}_${orderId}`,
    status: stage === 'expired' ? 'expired' : 'complete',
    paid: stage === 'paid',
    free: false,
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

test('events in any order and number settle each payment once, and nothing reverses it', async () => {
  await fc.assert(
    fc.asyncProperty(scenarios, async ({ own, duplicate, observations, batch, outOfOrder }) => {
      const { orderId, found } = await openOrder();
      const batches: RetrievedEvent[][] = [];
      for (let at = 0; at < observations.length; at += batch) {
        // A batch retrieves each session once.
        const latest = new Map<string, Observation>();
        const mine = observations.slice(at, at + batch);
        for (const observation of mine) {
          const before = latest.get(observation.session);
          if (!before || before.stage === 'processing') latest.set(observation.session, observation);
        }
        for (const { session, stage } of mine)
          await events.store(
            {
              ...{ id: `evt_${randomUUID()}`, type: types[stage], objectId: `cs_${session}_${orderId}` },
              ...{ apiVersion: null, livemode: false, account: null, shop: null, orderId, attempt: 1 },
              ...{ paymentId: null, payload: '{}' },
            },
            undefined,
          );
        const claimed: ClaimedEvent[] = [];
        while (claimed.length < mine.length) claimed.push(...(await events.claim(60_000, 100)));
        const retrieved = claimed.map((event) => {
          const session = event.objectId?.startsWith('cs_own') ? 'own' : 'duplicate';
          return { event, found: found(latest.get(session) as Observation) };
        });
        if (outOfOrder) batches.push(retrieved);
        else await settle.execute(retrieved);
      }
      // Replicas may settle their batches in another order than they claimed them.
      for (const retrieved of batches.reverse()) await settle.execute(retrieved);

      const payments = [own, duplicate].flatMap((stages, index) =>
        stages.at(-1) === 'paid' ? [`pi_${index === 0 ? 'own' : 'duplicate'}_${orderId}`] : [],
      );
      const stored = await rows<{ id: string }>('SELECT id FROM payments WHERE order_id = $1 ORDER BY id', [
        orderId,
      ]);
      expect(stored.map(({ id }) => id)).toEqual(payments.toSorted());
      const outbox = await rows<{ subject: string; batch: string }>(
        'SELECT subject, xmin::text AS batch FROM messaging.outbox WHERE aggregate_id = $1 ORDER BY position',
        [orderId],
      );
      expect(outbox.filter(({ subject }) => subject === 'payment.delayed').length).toBeLessThanOrEqual(1);
      const results = outbox.filter(({ subject }) => subject !== 'payment.delayed');
      const subjects = results.map(({ subject }) => subject);
      expect(subjects.filter((subject) => subject === 'payment.succeeded')).toHaveLength(payments.length);
      // After a payment no end of the session is published.
      const ended = subjects.findIndex((subject) => subject !== 'payment.succeeded');
      expect(ended).toBeLessThan(1);
      const paying = results.filter(({ subject }) => subject === 'payment.succeeded').map((one) => one.batch);
      if (ended === 0) expect(paying).not.toContain(results[0]?.batch);
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

test('two observations of a delayed payment in the same millisecond are published as one', async () => {
  const { orderId } = await openOrder();
  const now = new Date();
  const session = { orderId, attempt: 1, sessionId: `cs_own_${orderId}`, status: 'complete' } as const;
  const observe = () =>
    database.transaction((tx) => events.settle(tx, [{ ...session, final: false, payment: null }], [], now));
  expect((await observe()).delayed).toEqual(new Set([session.sessionId]));
  expect((await observe()).delayed).toEqual(new Set());
});
