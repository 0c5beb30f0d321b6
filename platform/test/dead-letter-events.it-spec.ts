import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DeadLetterStored } from '@orderwire/contracts';
import { waitUntil } from '@orderwire/test-kit';
import { Database } from '../src/index.js';
import { type DeadLetter, storeDeadLetter } from '../src/events/store-dead-letter.js';
import { HandlerHooks } from './sample-service.js';
import { SampleWorld } from './sample-world.js';

describe('the event about a dead letter', () => {
  const consumer = 'orders_ms_copy_booking';
  const letter: DeadLetter = {
    ...{ consumer, subject: 'sample.booked', eventId: 'e1', payload: '{}', headers: {} },
    ...{ reason: 'it was broken', attempts: 6 },
  };
  let world: SampleWorld;
  let database: Database;
  const hooks = new HandlerHooks();
  const store = (more: Partial<DeadLetter> = {}) =>
    storeDeadLetter(database, { ...letter, ...more }, world.log);
  const published = () => world.published(DeadLetterStored.orders);
  const stored = () => world.rows<{ id: string }>('SELECT id FROM messaging.dead_letters');

  beforeAll(async () => {
    world = await SampleWorld.create();
    await world.launch('orders-ms', hooks);
    database = new Database({ url: world.config().DATABASE_URL, poolSize: 1, logger: world.log });
  });
  beforeEach(() => world.rows('TRUNCATE messaging.outbox, messaging.dead_letters'));
  afterAll(async () => {
    await database.close();
    await world.close();
  });

  it('is published with it after the last attempt, with a short reason without tokens', async () => {
    hooks.beforeEvents = async () => {
      throw new Error(`{"token":"T1"} was refused: ${'x'.repeat(2_000)}`);
    };
    await world.rows('INSERT INTO messaging.failed_tries (consumer, event_id, tries) VALUES ($1, $2, 5)', [
      consumer,
      'bad',
    ]);
    await world.publishRaw('sample.booked', '{"account":"a","amount":1}', {
      'Nats-Msg-Id': 'bad',
      'orderwire-correlation-id': 'the-first-request',
    });
    const [row] = await waitUntil(stored, (found) => found.length > 0);
    expect(await published()).toEqual([
      {
        deadLetterId: row?.id,
        consumer,
        subject: 'sample.booked',
        eventId: 'bad',
        reason: expect.stringMatching(/^{"token":"\[hidden\]"} was refused: x+$/),
        attempts: 6,
        at: expect.any(String),
      },
    ]);
    expect((await published())[0]?.reason).toHaveLength(1_000);
    const [{ headers } = { headers: '' }] = await world.rows<{ headers: string }>(
      'SELECT headers FROM messaging.outbox',
    );
    expect(headers).toContain('the-first-request');
  });

  it('names the same dead letter when its event fails again, and none that was discarded', async () => {
    await store();
    await store();
    const [row] = await stored();
    expect(await published()).toMatchObject([{ deadLetterId: row?.id }, { deadLetterId: row?.id }]);
    await world.rows("UPDATE messaging.dead_letters SET resolved_at = now(), resolution = 'discarded'");
    await store();
    expect(await published()).toHaveLength(2);
  });

  it.each([
    ['of an event about a dead letter', { subject: DeadLetterStored.payments.subject }],
    ['of a service that publishes no events', { consumer: 'sample_ms_copy_booking' }],
  ])('is not published for a dead letter %s', async (_name, more) => {
    await store(more);
    expect(await stored()).toHaveLength(1);
    expect(await world.count('messaging.outbox')).toBe(0);
  });

  it('may be lost, the dead letter is not: it is stored also when the outbox refuses the event', async () => {
    await world.rows('ALTER TABLE messaging.outbox ADD CONSTRAINT full_up CHECK (false) NOT VALID');
    try {
      await store();
    } finally {
      await world.rows('ALTER TABLE messaging.outbox DROP CONSTRAINT full_up');
    }
    expect(await stored()).toHaveLength(1);
    expect(await published()).toEqual([]);
  });
});
