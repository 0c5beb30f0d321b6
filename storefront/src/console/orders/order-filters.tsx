import { currencies } from '@orderwire/contracts/currencies';
import { useAccount } from '../../api/use-session';
import { Button } from '../../ui/button';
import { m } from '../messages';
import {
  AmountFilter,
  DayFilter,
  FlagFilter,
  ManyFilter,
  SelectFilter,
  TextFilter,
} from '../table/filters/filter-fields';
import type { UrlFilters } from '../table/filters/url-filters';
import { orderStatuses, type OrdersSearch, paymentStates } from './orders-search';

const t = m.orders;
const named = <Value extends string>(values: readonly Value[], names: Readonly<Record<Value, string>>) =>
  values.map((value) => [value, names[value]] as const);

const options = {
  status: named(orderStatuses, t.statuses),
  paymentState: named(paymentStates, t.paymentStates),
  dispute: named(['open', 'won', 'lost'], t.disputes),
  review: named(['open', 'closed'], t.reviews),
  olderThan: named(['1h', '1d', '7d', '30d'], t.ages),
  currency: currencies.map((code) => [code, code.toUpperCase()] as const),
};

/** The controls of all filters of orders. */
export function OrderFilters({ search, set }: UrlFilters<OrdersSearch>) {
  const account = useAccount();
  const { filters } = t;
  return (
    <>
      <ManyFilter
        label={filters.status}
        value={search.status}
        options={options.status}
        onChange={(status) => set({ status })}
      />
      <ManyFilter
        label={filters.paymentState}
        value={search.paymentState}
        options={options.paymentState}
        onChange={(paymentState) => set({ paymentState })}
      />
      <div className="grid grid-cols-2 gap-3">
        <FlagFilter
          label={filters.refundPending}
          value={search.refundPending}
          onChange={(refundPending) => set({ refundPending })}
        />
        <SelectFilter
          label={filters.dispute}
          value={search.dispute}
          options={options.dispute}
          onChange={(dispute) => set({ dispute })}
        />
        <FlagFilter
          label={filters.fraudWarning}
          value={search.fraudWarning}
          onChange={(fraudWarning) => set({ fraudWarning })}
        />
        <SelectFilter
          label={filters.review}
          value={search.review}
          options={options.review}
          onChange={(review) => set({ review })}
        />
        <DayFilter label={filters.from} value={search.from} onChange={(from) => set({ from })} />
        <DayFilter label={filters.to} value={search.to} onChange={(to) => set({ to })} />
        <SelectFilter
          label={filters.olderThan}
          value={search.olderThan}
          options={options.olderThan}
          onChange={(olderThan) => set({ olderThan })}
        />
        <SelectFilter
          label={filters.currency}
          value={search.currency}
          options={options.currency}
          onChange={(currency) => set({ currency, minAmount: undefined, maxAmount: undefined })}
        />
        <AmountFilter
          label={filters.minAmount}
          currency={search.currency}
          value={search.minAmount}
          onChange={(minAmount) => set({ minAmount })}
        />
        <AmountFilter
          label={filters.maxAmount}
          currency={search.currency}
          value={search.maxAmount}
          onChange={(maxAmount) => set({ maxAmount })}
        />
      </div>
      {!search.currency && <p className="-mt-2 text-sm text-soft">{filters.amountHint}</p>}
      <div className="flex items-end gap-2">
        <TextFilter
          label={filters.assignee}
          value={search.assigneeId}
          onChange={(assigneeId) => set({ assigneeId })}
          className="flex-1"
        />
        <Button onClick={() => set({ assigneeId: account?.id })}>{filters.assignedToMe}</Button>
      </div>
      <TextFilter
        label={filters.customer}
        value={search.customerId}
        onChange={(customerId) => set({ customerId })}
      />
      <TextFilter
        label={filters.correlationId}
        value={search.correlationId}
        onChange={(correlationId) => set({ correlationId })}
      />
    </>
  );
}
