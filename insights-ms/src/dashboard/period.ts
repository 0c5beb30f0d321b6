import { type InsightsInterval, InvalidMessage, MAX_POINTS } from '@orderwire/contracts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LONGEST_MS = 3 * 366 * DAY_MS;
/** The first Monday after the epoch. */
const MONDAY_MS = 4 * DAY_MS;

const length: Readonly<Record<InsightsInterval, number>> = { hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS };

/** From a time, included, to another, excluded. */
export interface Period {
  readonly from: Date;
  readonly to: Date;
}

const invalid = (path: string, message: string) => InvalidMessage({ errors: [{ path, message }] });

/** The period, rounded to whole hours or days. Throws invalid_message for one that is empty or too long. */
export function periodOf({ from, to }: { from: string; to: string }, unit: 'hour' | 'day'): Period {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  if (end <= start) throw invalid('to', 'to must be after from');
  if (end - start > LONGEST_MS) throw invalid('to', 'to must be at most three years after from');
  return {
    from: new Date(Math.floor(start / length[unit]) * length[unit]),
    to: new Date(Math.ceil(end / length[unit]) * length[unit]),
  };
}

/** The beginning of the interval that has this time. */
export function beginOf(time: Date, interval: InsightsInterval): Date {
  const offset = interval === 'week' ? MONDAY_MS : 0;
  return new Date(Math.floor((time.getTime() - offset) / length[interval]) * length[interval] + offset);
}

/** The beginnings of all intervals that overlap the period. Throws invalid_message when there are too many. */
export function intervalsOf({ from, to }: Period, interval: InsightsInterval): Date[] {
  const first = beginOf(from, interval).getTime();
  const count = Math.ceil((to.getTime() - first) / length[interval]);
  if (count > MAX_POINTS)
    throw invalid('interval', `the period has more than ${MAX_POINTS} intervals; choose a longer one`);
  return Array.from({ length: count }, (_, index) => new Date(first + index * length[interval]));
}

/** The period of the same length before this one. */
export const periodBefore = ({ from, to }: Period): Period => ({
  from: new Date(2 * from.getTime() - to.getTime()),
  to: from,
});

/** Whole days are read from the counts of days. */
export const unitOf = ({ from, to }: Period, interval: InsightsInterval): 'hour' | 'day' =>
  interval === 'hour' || from.getTime() % DAY_MS !== 0 || to.getTime() % DAY_MS !== 0 ? 'hour' : 'day';
