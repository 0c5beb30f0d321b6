import type { OrderView } from '@orderwire/contracts';
import type { RowSelectionState } from '@tanstack/react-table';
import { ListChecks, ShoppingCart } from 'lucide-react';
import { useState } from 'react';
import { useAccount } from '../../api/use-session';
import { Button, LinkButton } from '../../ui/button';
import { EmptyState } from '../../ui/states';
import { m } from '../messages';
import { Page } from '../shell/page';
import { DataTable } from '../table/data-table';
import { FilterBar } from '../table/filters/filter-bar';
import { TextFilter } from '../table/filters/filter-fields';
import { useList } from '../table/use-list';
import { useUrlFilters } from '../table/filters/url-filters';
import { BulkDialog, type BulkTarget } from './bulk/bulk-dialog';
import { ExportButton } from './export-button';
import { orderChips } from './order-chips';
import { OrderCard, orderColumns } from './order-columns';
import { OrderFilters } from './order-filters';
import { ordersFilter } from './orders-filter';
import { ordersList } from './orders-query';
import { ordersSearch } from './orders-search';
import { shortId } from './short-id';

/** All orders, by what staff look for; single, selected, or all that match. */
export function OrdersPage() {
  const t = m.orders;
  const filters = useUrlFilters(ordersSearch);
  const list = useList<OrderView>(ordersList(filters.search));
  const chips = orderChips(filters, useAccount()?.id);
  const [selection, setSelection] = useState<RowSelectionState>({});
  const [target, setTarget] = useState<BulkTarget>();
  const selected = list.rows.filter(({ id }) => selection[id]);
  const reset = () => filters.reset();
  const filter = () => withoutEmpty(ordersFilter(filters.search));

  return (
    <Page
      title={t.title}
      actions={
        <>
          <LinkButton to="/orders/bulk-actions" look="quiet">
            <ListChecks aria-hidden className="size-4" />
            {m.bulk.list.title}
          </LinkButton>
          <ExportButton search={filters.search} />
        </>
      }
    >
      <FilterBar
        chips={chips}
        onReset={reset}
        panel={<OrderFilters {...filters} />}
        actions={
          selected.length > 0 ? (
            <>
              <Button look="quiet" onClick={() => setSelection({})}>
                {m.table.clearSelection}
              </Button>
              <Button look="primary" onClick={() => setTarget({ selected })}>
                {m.bulk.openSelected(selected.length)}
              </Button>
            </>
          ) : (
            chips.length > 0 && <Button onClick={() => setTarget({ filter: filter() })}>{m.bulk.open}</Button>
          )
        }
      >
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
        selection={{
          value: selection,
          onChange: setSelection,
          rowName: ({ id }) => shortId(id),
        }}
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
      {target && <BulkDialog target={target} onClose={() => setTarget(undefined)} />}
    </Page>
  );
}

const withoutEmpty = (values: object): object =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
