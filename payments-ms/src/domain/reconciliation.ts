/** From the first instant up to, and without, the second; both whole seconds, as Stripe counts. */
export interface Span {
  readonly from: Date;
  readonly to: Date;
}

/** What is laid side by side. */
export const COMPARED = [
  'events',
  'sessions',
  'charges',
  'payments',
  'refunds',
  'disputes',
  'transactions',
] as const;
export type Compared = (typeof COMPARED)[number];

/** What is mended: the ordinary worker then settles it as if its webhook had come, or the account book gets what it lacks. */
export const HEALED = [
  'lost_webhook',
  'uncounted_payment',
  'unheard_session',
  'unheard_payment',
  'unheard_refund',
  'unheard_dispute',
  'unposted_transaction',
  'unposted_capture',
] as const;

/** What only a person can decide about. */
export const UNHEALED = [
  'unknown_money',
  'amount_differs',
  'missing_at_stripe',
  'kept_for_nothing',
  'ledger_differs',
  'not_settled',
  'not_compared',
] as const;

export type HealedKind = (typeof HEALED)[number];
export type UnhealedKind = (typeof UNHEALED)[number];

/** What a run came to. */
export interface Report {
  readonly span: Span;
  readonly compared: Readonly<Record<Compared, number>>;
  readonly healed: Readonly<Record<string, number>>;
  readonly unhealed: Readonly<Record<string, number>>;
  /** Minor units by currency: what Stripe's balance transactions come to, less what the account book has of them. */
  readonly difference: Readonly<Record<string, number>>;
}

const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;

/** Stripe counts whole seconds: a span that is cut within one would leave out part of it. */
export const wholeSeconds = ({ from, to }: Span): Span => ({
  from: new Date(Math.floor(from.getTime() / 1_000) * 1_000),
  to: new Date(Math.ceil(to.getTime() / 1_000) * 1_000),
});

/** A span in days, oldest first: what is remembered of one day at a time bounds the memory of a run. */
export const days = (span: Span): Generator<Span> => slices(span, DAY_MS);

/** A span in quarters of an hour, oldest first. */
export const quarters = (span: Span): Generator<Span> => slices(span, QUARTER_MS);

function* slices({ from, to }: Span, lengthMs: number): Generator<Span> {
  for (let start = from.getTime(); start < to.getTime(); start += lengthMs)
    yield { from: new Date(start), to: new Date(Math.min(start + lengthMs, to.getTime())) };
}

/** How many findings a report counts as not healed. */
export const unhealedOf = ({ unhealed }: Pick<Report, 'unhealed'>): number =>
  Object.values(unhealed).reduce((sum, count) => sum + count, 0);
