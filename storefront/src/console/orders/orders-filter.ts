import { endOfDay, startOfDay } from '../table/filters/search-params';
import { ages, type OrdersSearch } from './orders-search';

const HOUR_MS = 3_600_000;

/** The filters as the API takes them. Amounts need a currency. */
export function ordersFilter(search: OrdersSearch, now = Date.now()) {
  const { from, to, olderThan, currency, minAmount, maxAmount, ...others } = search;
  const ends = [
    ...(to ? [endOfDay(to)] : []),
    ...(olderThan ? [new Date(now - ages[olderThan] * HOUR_MS).toISOString()] : []),
  ].sort();
  return {
    ...others,
    ...(from && { from: startOfDay(from) }),
    ...(ends[0] && { to: ends[0] }),
    ...(currency && { currency, minAmount, maxAmount }),
  };
}
