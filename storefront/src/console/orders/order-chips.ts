import { formatDate, formatMoney } from '../../i18n/format';
import { m } from '../messages';
import type { FilterChip } from '../table/filters/filter-bar';
import type { UrlFilters } from '../table/filters/url-filters';
import type { OrdersSearch } from './orders-search';

/** The filters in use, as text. `me` is the id of the signed-in account. */
export function orderChips({ search, set }: UrlFilters<OrdersSearch>, me: string | undefined): FilterChip[] {
  const t = m.orders;
  const { filters } = t;
  const flag = (value: boolean | undefined) =>
    value === undefined ? undefined : value ? m.table.yes : m.table.no;
  const day = (value: string | undefined) => value && formatDate(`${value}T00:00:00`);
  const amount = (value: number | undefined) =>
    value === undefined || !search.currency ? undefined : formatMoney(value, search.currency);
  const texts: { [Name in keyof OrdersSearch]-?: readonly [name: string, value: string | undefined] } = {
    status: [filters.status, search.status?.map((each) => t.statuses[each]).join(', ')],
    paymentState: [
      filters.paymentState,
      search.paymentState?.map((each) => t.paymentStates[each]).join(', '),
    ],
    refundPending: [filters.refundPending, flag(search.refundPending)],
    dispute: [filters.dispute, search.dispute && t.disputes[search.dispute]],
    fraudWarning: [filters.fraudWarning, flag(search.fraudWarning)],
    review: [filters.review, search.review && t.reviews[search.review]],
    emailPrefix: [filters.email, search.emailPrefix],
    olderThan: [filters.olderThan, search.olderThan && t.ages[search.olderThan]],
    from: [filters.from, day(search.from)],
    to: [filters.to, day(search.to)],
    currency: [filters.currency, search.currency?.toUpperCase()],
    minAmount: [filters.minAmount, amount(search.minAmount)],
    maxAmount: [filters.maxAmount, amount(search.maxAmount)],
    assigneeId: [filters.assignee, search.assigneeId === me ? t.me : search.assigneeId],
    customerId: [filters.customer, search.customerId],
    correlationId: [filters.correlationId, search.correlationId],
  };
  return Object.entries(texts).flatMap(([key, [name, value]]) =>
    value === undefined ? [] : [{ name, value, onRemove: () => set({ [key]: undefined }) }],
  );
}
