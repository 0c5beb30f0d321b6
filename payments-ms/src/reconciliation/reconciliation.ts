import type { DifferenceKind, resolvableDifferenceKinds } from '@orderwire/contracts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const QUARTER_HOUR_MS = 15 * MINUTE_MS;
const DAY_MS = 1_440 * MINUTE_MS;

/** Half-open: `from` is included, `to` is not. */
export type Span = { readonly from: Date; readonly to: Date };

/** The records that a reconciliation compares. */
export const RECORD_TYPES = [
  'events',
  'sessions',
  'charges',
  'payments',
  'refunds',
  'disputes',
  'marks',
  'transactions',
] as const;
export type RecordType = (typeof RECORD_TYPES)[number];

/**
 * Differences that are resolved: the worker processes the object, or the ledger gets its entries.
 */
export type ResolvableKind = (typeof resolvableDifferenceKinds)[number];
/** Differences that need a decision by staff. */
export type UnresolvableKind = DifferenceKind;

/** What a difference is about, as far as it is known. */
export interface DifferenceSubject {
  readonly orderId?: string;
  readonly paymentId?: string;
  /** Minor units. */
  readonly amount?: number;
  readonly currency?: string;
}

/** A difference between our records and Stripe's. */
export interface Difference {
  readonly resolved: boolean;
  readonly kind: ResolvableKind | UnresolvableKind;
  /** The object that differs: `pi_…`, `cs_…`, `txn_…`, …, or the id of an order. */
  readonly objectId: string;
  /** One line with the ids of the objects. */
  readonly text: string;
  readonly about?: DifferenceSubject;
  /** The time that was compared; null for records of any age, which every run compares. */
  readonly slice: Span | null;
}

/** What a difference is about. A payment may be known by the difference's own object only. */
export const subjectOf = ({ objectId, about = {} }: Pick<Difference, 'objectId' | 'about'>) => ({
  orderId: about.orderId ?? null,
  paymentId: about.paymentId ?? (objectId.startsWith('pi_') ? objectId : null),
  amount: about.amount ?? null,
  currency: about.currency ?? null,
});

/** A difference as stored. */
export type StoredDifference = {
  readonly kind: string;
  /** `pi_…`, `cs_…`, `evt_…`, `txn_…`, …, or the id of an order. */
  readonly objectId: string;
  /** One line. */
  readonly details: string;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  /** When a run resolved it, or compared it again and did not find it. */
  readonly resolvedAt: Date | null;
};

/** A page of differences, ordered by kind and object. */
export interface DifferenceFilter {
  readonly kind: string | null;
  readonly resolved: boolean;
  /** The page starts after this difference. */
  readonly after: { readonly kind: string; readonly objectId: string };
  readonly limit: number;
}

/** The differences of one kind in a run. New ones were not open before the run. */
export interface FoundKind {
  readonly kind: ResolvableKind | UnresolvableKind;
  readonly resolved: boolean;
  count: number;
  /** A few texts. */
  readonly samples: string[];
  newCount: number;
  readonly newSamples: string[];
}

/** The result of a reconciliation. */
export interface ReconciliationReport {
  readonly span: Span;
  readonly compared: Readonly<Record<RecordType, number>>;
  /** Number of differences by kind. */
  readonly resolved: Readonly<Record<string, number>>;
  readonly unresolved: Readonly<Record<string, number>>;
  /** Number of objects of other shops on the same account, by type. They are no differences. */
  readonly foreign: Readonly<Record<string, number>>;
  /** Minor units by currency: the sum of Stripe's balance transactions less the ledger's. */
  readonly difference: Readonly<Record<string, number>>;
  readonly found: readonly Readonly<FoundKind>[];
}

/** Stripe's times are whole seconds: a bound within a second would leave out a part of it. */
export const roundToSeconds = ({ from, to }: Span): Span => ({
  from: new Date(Math.floor(from.getTime() / SECOND_MS) * SECOND_MS),
  to: new Date(Math.ceil(to.getTime() / SECOND_MS) * SECOND_MS),
});

/** The days of a span, oldest first. A run remembers one day, which limits its memory. */
export const days = (span: Span): Generator<Span> => slices(span, DAY_MS);

/** The quarter hours of a span, oldest first. */
export const quarterHours = (span: Span): Generator<Span> => slices(span, QUARTER_HOUR_MS);

function* slices({ from, to }: Span, lengthMs: number): Generator<Span> {
  for (let start = from.getTime(); start < to.getTime(); start += lengthMs)
    yield { from: new Date(start), to: new Date(Math.min(start + lengthMs, to.getTime())) };
}

export const unresolvedCount = ({ unresolved }: Pick<ReconciliationReport, 'unresolved'>): number =>
  Object.values(unresolved).reduce((sum, count) => sum + count, 0);

/** Younger records may be in flight and are not compared. */
const IN_FLIGHT_MS = MINUTE_MS;
/** An object may appear in Stripe's lists a little later than its time. */
const OVERLAP_MS = 10 * MINUTE_MS;
/** The span of the first reconciliation. */
const FIRST_SPAN_MS = DAY_MS;
/** Stripe keeps events for 30 days. */
const MAX_SPAN_MS = 30 * DAY_MS;

/** All time since the watermark. */
export function recentSpan(watermark: Date | null, now: Date): Span {
  const to = now.getTime() - IN_FLIGHT_MS;
  const from = watermark ? watermark.getTime() - OVERLAP_MS : to - FIRST_SPAN_MS;
  return { from: new Date(Math.min(Math.max(from, to - MAX_SPAN_MS), to)), to: new Date(to) };
}

/** The last days, whatever was compared before. */
export function longSpan(dayCount: number, now: Date): Span {
  const to = now.getTime() - IN_FLIGHT_MS;
  return { from: new Date(to - dayCount * DAY_MS), to: new Date(to) };
}
