/** What a product of the demo catalogue is made of; prices in minor units. */
export interface SeedProduct {
  name: string;
  description: string;
  prices: { currency: string; amount: number }[];
  stock: number;
  /** Staff are told when what can be ordered falls to this. */
  lowThreshold?: number;
}

const usd = (amount: number) => [{ currency: 'usd', amount }];

/** Cents, cents, yen (which have no decimals) and thousandths of a dinar (in tens: Stripe charges no less). */
const worldwide = (usd: number, eur: number, jpy: number, kwd: number) =>
  Object.entries({ usd, eur, jpy, kwd }).map(([currency, amount]) => ({ currency, amount }));

/** A small shop, so that a fresh system has something to sell. */
export const catalogue: SeedProduct[] = [
  {
    name: 'Pour-over coffee set',
    description: 'Glass carafe, stainless steel filter and a walnut collar. Makes four cups.',
    prices: worldwide(3_900, 3_600, 5_800, 11_950),
    stock: 1_000,
  },
  {
    name: 'Merino beanie',
    description: 'Knitted in one piece from fine merino wool. One size, charcoal.',
    prices: usd(2_450),
    stock: 1_000,
  },
  {
    name: 'Canvas field bag',
    description: 'Waxed cotton, brass buckles, room for a 14-inch laptop.',
    prices: worldwide(8_900, 8_200, 13_200, 27_300),
    stock: 1_000,
  },
  {
    name: 'Desk lamp, brass',
    description: 'Dimmable LED on an arm that stays where you leave it.',
    prices: usd(12_900),
    stock: 1_000,
  },
  {
    name: 'Notebook, dotted, A5',
    description: '192 numbered pages of 100 g paper, lies flat, two ribbons.',
    prices: worldwide(1_600, 1_500, 2_400, 4_900),
    stock: 1_000,
  },
  {
    name: 'Ceramic mug',
    description: 'Thrown by hand, glazed in moss green, 300 ml. No two are the same.',
    prices: worldwide(1_999, 1_850, 2_980, 6_150),
    stock: 1_000,
  },
  {
    name: 'Linen apron',
    description: 'Washed linen with crossed straps and a pocket for the thermometer.',
    prices: usd(4_200),
    stock: 1_000,
  },
  {
    name: 'Pocket knife, olive wood',
    description: 'Carbon steel blade of 7 cm with a lock, in a leather sheath.',
    prices: usd(5_500),
    stock: 1_000,
    lowThreshold: 25,
  },
];
