import type { SeededRandom } from './seeded-random.js';

export const cards = {
  succeeds: '4242424242424242',
  declined: '4000000000000002',
  refundFails: '4000000000005126',
  refundPending: '4000000000007726',
  disputed: '4000000000000259',
  warnedOfFraud: '4000000000005423',
  reviewed: '4000000000009235',
} as const;

/** What the shopper does with one order, by frequency. */
const shopperActions = {
  pays: 50,
  pays_by_debit: 6,
  debit_fails: 4,
  is_declined_first: 6,
  abandons: 8,
  cancels: 6,
  cancels_while_paying: 8,
  renews_session: 6,
  pays_replaced_session: 6,
  pays_a_wrong_amount: 2,
};
export type ShopperAction = keyof typeof shopperActions;

/** What staff, or the carrier, do once the order is PAID, by frequency. */
const staffActions = {
  nothing: 50,
  ships: 6,
  parcel_arrives: 6,
  parcel_comes_back: 4,
  corrects_address: 4,
  refunds_all: 8,
  refunds_part: 8,
  refunds_in_parts: 7,
  refunds_twice_at_once: 7,
};
export type StaffAction = keyof typeof staffActions;

/** The script of one order. Injected faults may change how it ends. */
export interface Scenario {
  number: number;
  guest: boolean;
  shopperAction: ShopperAction;
  staffAction: StaffAction;
  /** The test card that pays. */
  card: string;
  currency: string;
  /** `product` is an index into the catalogue. */
  lines: { product: number; quantity: number }[];
}

const cardWeights = {
  [cards.succeeds]: 84,
  [cards.refundFails]: 4,
  [cards.refundPending]: 4,
  [cards.disputed]: 4,
  [cards.warnedOfFraud]: 2,
  [cards.reviewed]: 2,
};

const currencies = { usd: 70, eur: 20, jpy: 5, kwd: 5 };
/** Stripe takes debits in these currencies only. */
const debitCurrencies = { usd: 3, eur: 1 };

/** The scenario of order `number`. The same seed gives the same scenario. */
export function scenarioOf(random: SeededRandom, number: number, products: number): Scenario {
  // The name is part of the seed: another one would change every recorded run.
  const own = random.derive(`story ${number}`);
  const shopperAction = own.weighted(shopperActions);
  const isDebit = shopperAction === 'pays_by_debit' || shopperAction === 'debit_fails';
  // The last product is scarce: most of its orders find it sold out.
  const first = own.chance(0.04) ? products - 1 : own.integer(0, products - 2);
  const count = Number(own.weighted({ '1': 5, '2': 3, '3': 2 }));
  const lines = Array.from({ length: count }, (_, index) => ({
    product: index === 0 ? first : own.integer(0, products - 2),
    quantity: own.integer(1, 3),
  }));
  return {
    number,
    shopperAction,
    guest: own.chance(0.2),
    staffAction: own.weighted(staffActions),
    card: own.weighted(cardWeights),
    currency: own.weighted(isDebit ? debitCurrencies : currencies),
    lines,
  };
}
