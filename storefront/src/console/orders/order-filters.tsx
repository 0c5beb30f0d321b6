import { formatDate } from '../../i18n/format';
import { m } from '../messages';
import type { FilterChip } from '../table/filter-bar';
import { DayFilter, FlagFilter, ManyFilter, SelectFilter, TextFilter } from '../table/filter-fields';
import type { UrlFilters } from '../table/url-filters';
import { orderStatuses, type OrdersSearch } from './orders-search';

const t = m.orders;
const statuses = orderStatuses.map((status) => [status, t.statuses[status]] as const);
const disputes = (['open', 'won', 'lost'] as const).map((state) => [state, t.disputes[state]] as const);
const reviews = (['open', 'closed'] as const).map((state) => [state, t.reviews[state]] as const);

/** The controls of all filters of orders. */
export function OrderFilters({ search, set }: UrlFilters<OrdersSearch>) {
  return (
    <>
      <ManyFilter
        label={t.filters.status}
        value={search.status}
        options={statuses}
        onChange={(status) => set({ status })}
      />
      <div className="grid grid-cols-2 gap-3">
        <DayFilter label={t.filters.from} value={search.from} onChange={(from) => set({ from })} />
        <DayFilter label={t.filters.to} value={search.to} onChange={(to) => set({ to })} />
      </div>
      <SelectFilter
        label={t.filters.dispute}
        value={search.dispute}
        options={disputes}
        onChange={(dispute) => set({ dispute })}
      />
      <FlagFilter
        label={t.filters.fraudWarning}
        value={search.fraudWarning}
        onChange={(fraudWarning) => set({ fraudWarning })}
      />
      <SelectFilter
        label={t.filters.review}
        value={search.review}
        options={reviews}
        onChange={(review) => set({ review })}
      />
      <TextFilter
        label={t.filters.assignee}
        value={search.assigneeId}
        onChange={(assigneeId) => set({ assigneeId })}
      />
      <TextFilter
        label={t.filters.customer}
        value={search.customerId}
        onChange={(customerId) => set({ customerId })}
      />
    </>
  );
}

/** The filters in use, as text. */
export function orderChips({ search, set }: UrlFilters<OrdersSearch>): FilterChip[] {
  const texts: { [Name in keyof OrdersSearch]-?: [name: string, value: string | undefined] } = {
    status: [t.filters.status, search.status?.map((status) => t.statuses[status]).join(', ')],
    dispute: [t.filters.dispute, search.dispute && t.disputes[search.dispute]],
    fraudWarning: [
      t.filters.fraudWarning,
      search.fraudWarning === undefined ? undefined : search.fraudWarning ? m.table.yes : m.table.no,
    ],
    review: [t.filters.review, search.review && t.reviews[search.review]],
    from: [t.filters.from, search.from && formatDate(`${search.from}T00:00:00`)],
    to: [t.filters.to, search.to && formatDate(`${search.to}T00:00:00`)],
    assigneeId: [t.filters.assignee, search.assigneeId],
    customerId: [t.filters.customer, search.customerId],
  };
  return Object.entries(texts).flatMap(([key, [name, value]]) =>
    value === undefined ? [] : [{ name, value, onRemove: () => set({ [key]: undefined }) }],
  );
}
