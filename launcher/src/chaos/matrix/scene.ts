import { setTimeout as sleep } from 'node:timers/promises';
import type { SystemState } from '../../system/state-file.js';
import { play, type Outcome } from '../play.js';
import type { ShopFloor } from '../shop-floor.js';
import type { Aftermath, Plot, Story } from '../story.js';
import { visitAccounts } from './accounts.js';

const DISPUTED = '4000000000000259';
const REFUND_FAILS = '4000000000005126';
const GOOD = '4242424242424242';

/** One of everything that passes a crash point: paid, refunded, disputed, cancelled, renewed, failed, paid wrongly, forgotten. */
const cast: [Plot, Aftermath, string][] = [
  ['pays', 'refunds_part', GOOD],
  ['pays', 'refunds_all', REFUND_FAILS],
  ['pays', 'nothing', DISPUTED],
  ['pays', 'nothing', DISPUTED],
  ['pays_by_debit', 'nothing', GOOD],
  ['debit_fails', 'nothing', GOOD],
  ['pays_a_wrong_amount', 'nothing', GOOD],
  ['cancels', 'nothing', GOOD],
  ['takes_a_new_link', 'nothing', GOOD],
  ['walks_away', 'nothing', GOOD],
];

/** What a round plays. */
export interface Scene {
  round: number;
  /** Accounts are opened, verified and closed too: that is slow, and no part of an order's path. */
  accounts: boolean;
}

/**
 * Plays it all at once, the first order taking so much of a product that it runs low; then lets one link run out, and wins one
 * dispute and loses the other.
 */
export async function playScene(
  floor: ShopFloor,
  state: SystemState,
  { round, accounts }: Scene,
): Promise<Outcome[]> {
  const low = await floor.putUpLow();
  const visits = accounts ? visitAccounts(floor, state, round) : Promise.resolve();
  const playing = cast.map(([plot, aftermath, card], part) => {
    const number = round * cast.length + part;
    const lines = [{ product: part === 0 ? low : part % 9, quantity: 2 }];
    const story: Story = { number, plot, aftermath, card, lines, guest: part % 4 === 3, currency: 'usd' };
    return play(floor, story, `matrix-${round}`);
  });
  const [outcomes] = await Promise.all([Promise.all(playing), visits]);
  const forgotten = outcomes.at(-1)?.sessionId;
  if (forgotten) await floor.atStripe('POST', `/_sandbox/checkout/sessions/${forgotten}/expire-now`);
  await decideDisputes(floor);
  return outcomes;
}

interface Dispute {
  id: string;
  status: string;
}

/** Waits until both are open: of one that is decided alone the other verdict would never be heard. */
async function decideDisputes(floor: ShopFloor): Promise<void> {
  for (let tries = 0; tries < 1_200; tries++) {
    const { body } = await floor.atStripe('GET', '/v1/disputes?limit=20');
    const open = (body['data'] as Dispute[]).filter(({ status }) => status === 'needs_response');
    if (open.length < 2) {
      await sleep(50);
      continue;
    }
    for (const [index, { id }] of open.entries())
      await floor.atStripe('POST', `/_sandbox/disputes/${id}/close`, { status: index % 2 ? 'won' : 'lost' });
    return;
  }
  throw new Error('nobody disputed what a card was charged that always does');
}
