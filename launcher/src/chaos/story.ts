import type { Random } from './random.js';

/** How a shopper goes about one order. */
export type Plot =
  | 'pays'
  | 'pays_by_debit'
  | 'debit_fails'
  | 'is_declined_first'
  | 'walks_away'
  | 'cancels'
  | 'cancels_while_paying'
  | 'takes_a_new_link'
  | 'pays_the_old_link'
  | 'pays_a_wrong_amount';

/** What staff do once an order is paid. */
export type Aftermath =
  'nothing' | 'ships' | 'refunds_all' | 'refunds_part' | 'refunds_in_parts' | 'refunds_twice_at_once';

/** One order's whole life as it is meant to go; what the faults make of it is another matter. */
export interface Story {
  number: number;
  guest: boolean;
  plot: Plot;
  aftermath: Aftermath;
  /** Test card that pays. */
  card: string;
  currency: string;
  /** Places in the catalogue, and how many of each. */
  lines: { product: number; quantity: number }[];
}

const plots: Record<Plot, number> = {
  pays: 50,
  pays_by_debit: 6,
  debit_fails: 4,
  is_declined_first: 6,
  walks_away: 8,
  cancels: 6,
  cancels_while_paying: 8,
  takes_a_new_link: 6,
  pays_the_old_link: 6,
  pays_a_wrong_amount: 2,
};

const aftermaths: Record<Aftermath, number> = {
  nothing: 60,
  ships: 10,
  refunds_all: 8,
  refunds_part: 8,
  refunds_in_parts: 7,
  refunds_twice_at_once: 7,
};

/** Stripe's test cards: pays; its refund fails days later; its refund is pending at first; is disputed. */
const cards = { '4242424242424242': 88, '4000000000005126': 4, '4000000000007726': 4, '4000000000000259': 4 };

/** Debits are for dollars and euros alone. */
const currencies = { usd: 70, eur: 20, jpy: 5, kwd: 5 };

/** The story of order `number`: the same for the same seed. */
export function storyOf(random: Random, number: number, products: number): Story {
  const own = random.of(`story ${number}`);
  const plot = own.weighted(plots);
  const debit = plot === 'pays_by_debit' || plot === 'debit_fails';
  // The last product is scarce: few want it, and most of them come too late.
  const first = own.chance(0.04) ? products - 1 : own.whole(0, products - 2);
  const count = own.weighted({ one: 5, two: 3, three: 2 });
  const lines = Array.from({ length: { one: 1, two: 2, three: 3 }[count] }, (_, index) => ({
    product: index === 0 ? first : own.whole(0, products - 2),
    quantity: own.whole(1, 3),
  }));
  return {
    number,
    plot,
    guest: own.chance(0.2),
    aftermath: own.weighted(aftermaths),
    card: own.weighted(cards),
    currency: debit ? own.weighted({ usd: 3, eur: 1 }) : own.weighted(currencies),
    lines,
  };
}
