import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { deadLetterPoisonMessages, type Sample } from '@orderwire/test-kit';
import { InsightsWorld } from './insights-world.js';
import { scenario } from './scenario.js';

let world: InsightsWorld;
beforeAll(async () => {
  world = await InsightsWorld.create();
});
afterAll(() => world.close());

it('unreadable events become dead letters at once, and the next event is consumed', async () => {
  const samples = new Map<string, Sample>(
    scenario(8).map(({ contract, event: payload }) => [contract.subject, { contract, payload }]),
  );
  const consumers = await deadLetterPoisonMessages(world.first, world.link.connection, [...samples.values()]);
  expect(consumers).toEqual(
    [
      ...['count_cancelled', 'count_dispute', 'count_failed_payment', 'count_failed_refund'],
      ...['count_lost_dispute', 'count_paid', 'count_placed', 'count_refund', 'count_won_dispute'],
    ].map((handler) => `insights_ms_${handler}`),
  );
});
