import { setTimeout as sleep } from 'node:timers/promises';
import { play, type Outcome } from '../play.js';
import type { ShopFloor } from '../shop-floor.js';
import type { Aftermath, Plot, Story } from '../story.js';

const DISPUTED = '4000000000000259';
const REFUND_FAILS = '4000000000005126';
const GOOD = '4242424242424242';

/** One of everything that passes a crash point: paid, refunded, disputed, cancelled, renewed, failed, forgotten. */
const cast: [Plot, Aftermath, string][] = [
  ['pays', 'refunds_part', GOOD],
  ['pays', 'refunds_all', REFUND_FAILS],
  ['pays', 'nothing', DISPUTED],
  ['pays', 'nothing', DISPUTED],
  ['debit_fails', 'nothing', GOOD],
  ['cancels', 'nothing', GOOD],
  ['takes_a_new_link', 'nothing', GOOD],
  ['walks_away', 'nothing', GOOD],
];

/** Plays it all at once, then lets one link run out, and wins one dispute and loses the other. */
export async function playScene(floor: ShopFloor, round: number): Promise<Outcome[]> {
  const outcomes = await Promise.all(
    cast.map(([plot, aftermath, card], part) => {
      const number = round * cast.length + part;
      const lines = [{ product: part, quantity: 2 }];
      const story: Story = { number, plot, aftermath, card, lines, guest: part % 4 === 3, currency: 'usd' };
      return play(floor, story, `matrix-${round}`);
    }),
  );
  const forgotten = outcomes.at(-1)?.sessionId;
  if (forgotten) await floor.atStripe('POST', `/_sandbox/checkout/sessions/${forgotten}/expire-now`);
  await decideDisputes(floor);
  return outcomes;
}

interface Dispute {
  id: string;
  status: string;
}

async function decideDisputes(floor: ShopFloor): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    const { body } = await floor.atStripe('GET', '/v1/disputes?limit=20');
    const open = (body['data'] as Dispute[]).filter(({ status }) => status === 'needs_response');
    for (const [index, { id }] of open.entries())
      await floor.atStripe('POST', `/_sandbox/disputes/${id}/close`, { status: index % 2 ? 'won' : 'lost' });
    if (open.length >= 2) return;
    await sleep(100);
  }
}
