import { ShoppingCart } from 'lucide-react';
import { useAccount } from '../../api/use-session';
import { EmptyState } from '../../ui/states';
import { Button } from '../../ui/button';
import { m } from '../messages';
import { Page } from '../shell/page';
import { DataTable } from '../table/data-table';
import { FilterBar } from '../table/filter-bar';
import { TextFilter } from '../table/filter-fields';
import { useList } from '../table/use-list';
import { useUrlFilters } from '../table/url-filters';
import { OrderCard, orderColumns } from './order-columns';
import { orderChips } from './order-chips';
import { OrderFilters } from './order-filters';
import { ordersList } from './orders-query';
import { ordersSearch } from './orders-search';

export function OrdersPage() {
  const t = m.orders;
  const filters = useUrlFilters(ordersSearch);
  const list = useList(ordersList(filters.search));
  const chips = orderChips(filters, useAccount()?.id);
  const reset = () => filters.reset();
  return (
    <Page title={t.title}>
      <FilterBar chips={chips} onReset={reset} panel={<OrderFilters {...filters} />}>
        <TextFilter
          label={t.filters.email}
          type="search"
          value={filters.search.emailPrefix}
          onChange={(emailPrefix) => filters.set({ emailPrefix })}
          className="w-full sm:w-72"
        />
      </FilterBar>
      <DataTable
        label={t.title}
        list={list}
        columns={orderColumns}
        rowLink={({ id }) => ({ to: '/orders/$orderId', params: { orderId: id } })}
        card={{ height: 112, render: (order) => <OrderCard order={order} /> }}
        empty={
          chips.length > 0 ? (
            <EmptyState icon={ShoppingCart} title={m.table.emptyFiltered}>
              <Button onClick={reset}>{m.table.resetFilters}</Button>
            </EmptyState>
          ) : (
            <EmptyState icon={ShoppingCart} title={t.emptyTitle}>
              {t.emptyLead}
            </EmptyState>
          )
        }
      />
    </Page>
  );
}
