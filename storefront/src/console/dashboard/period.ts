import type { InsightsInterval } from '@orderwire/contracts';
import { endOfDay, startOfDay } from '../table/filters/search-params';
import type { DashboardSearch } from './dashboard-search';

/** What the figures are read for. */
export interface Period {
  /** ISO 8601. */
  readonly from: string;
  readonly to: string;
  readonly interval: InsightsInterval;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const days = { today: 1, '7d': 7, '30d': 30, '90d': 90 } as const;

/**
 * The chosen period: it ends with this hour, or with the last day of an own period, so that the period
 * before is as long.
 */
export function periodOf({ range = '30d', from, to }: DashboardSearch, now: number): Period {
  const nextHour = Math.ceil(now / HOUR_MS) * HOUR_MS;
  if (range === 'own' && from && to && from <= to) {
    const end = Math.min(
      Date.parse(endOfDay(to)),
      Math.max(nextHour, Date.parse(startOfDay(from)) + HOUR_MS),
    );
    return withInterval(Date.parse(startOfDay(from)), end);
  }
  const today = new Date(now);
  today.setHours(0, 0, 0, 0);
  if (range !== 'own') today.setDate(today.getDate() - (days[range] - 1));
  else today.setDate(today.getDate() - 29);
  return withInterval(today.getTime(), Math.max(nextHour, today.getTime() + HOUR_MS));
}

/** Hours for two days, days for a year, weeks beyond. */
function withInterval(from: number, to: number): Period {
  const length = to - from;
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    interval: length <= 2 * DAY_MS ? 'hour' : length <= 366 * DAY_MS ? 'day' : 'week',
  };
}
