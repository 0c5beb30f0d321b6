import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sample, deadLetterPoisonMessages } from '@orderwire/test-kit';
import { Booked } from './sample-service.js';
import { SampleWorld } from './sample-world.js';

describe('unreadable events on every subject that a service consumes', () => {
  let world: SampleWorld;
  let client: Awaited<ReturnType<SampleWorld['client']>>;
  beforeAll(async () => {
    world = await SampleWorld.create();
    client = await world.client();
  });
  afterAll(async () => {
    await client.close();
    await world.close();
  });

  it('become one dead letter each, with the reason, and the valid event behind them is consumed', async () => {
    const { service, hooks } = await world.launch();
    const good = [sample(Booked, { account: 'good', amount: 1 })];
    expect(await deadLetterPoisonMessages(service, client.link.connection, good)).toEqual([
      'sample_ms_copy_booking',
    ]);
    expect(await world.rows('SELECT account FROM copies')).toEqual([{ account: 'good' }]);
    expect(await world.count('messaging.dead_letters')).toBe(4);

    // The check itself must be able to fail.
    hooks.beforeEvents = async () => {
      throw new Error('not this one');
    };
    await expect(deadLetterPoisonMessages(service, client.link.connection, good, 500)).rejects.toThrow(
      'sample_ms_copy_booking: the valid event was not consumed',
    );
    await expect(deadLetterPoisonMessages(service, client.link.connection, [])).rejects.toThrow(
      'pass a sample',
    );
  });
});
