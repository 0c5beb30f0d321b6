import type { LinkProps } from '@tanstack/react-router';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/states';
import { m } from '../messages';
import { Page } from '../shell/page';
import type { Columns } from '../table/columns';
import { DataTable } from '../table/data-table';
import { FilterBar } from '../table/filters/filter-bar';
import { useUrlFilters } from '../table/filters/url-filters';
import { useList } from '../table/use-list';
import { type FilterField, filterChips, FilterControl } from './filter-fields';
import type { ListSource } from './list-source';

interface ListPageProps<Row extends object, Search extends object> {
  title: string;
  lead?: ReactNode;
  /** Links to the pages beside this one. */
  tabs?: ReactNode;
  actions?: ReactNode;
  /** `validateSearch` of the route. */
  validate: (raw: Record<string, unknown>) => Search;
  filters: readonly FilterField<Search>[];
  source: (search: Search) => ListSource<Row>;
  columns: Columns<Row>;
  rowLink?: (row: Row) => LinkProps;
  onOpen?: (row: Row) => void;
  card?: { height: number; render: (row: Row) => ReactNode };
  empty: { icon: LucideIcon; title: string; lead?: string };
  children?: ReactNode;
}

/** A page with one list and its filters. */
export function ListPage<Row extends object, Search extends object>(props: ListPageProps<Row, Search>) {
  const { title, lead, tabs, actions, validate, filters: fields, source, columns, empty, children } = props;
  const filters = useUrlFilters(validate);
  const list = useList(source(filters.search));
  const chips = filterChips(fields, filters);
  const reset = () => filters.reset();
  const control = (field: FilterField<Search>) => (
    <FilterControl key={field.name} field={field} filters={filters} />
  );
  const inPanel = fields.filter(({ inline }) => !inline);
  return (
    <Page title={title} lead={lead} actions={actions}>
      {tabs}
      {fields.length > 0 && (
        <FilterBar
          chips={chips}
          onReset={reset}
          panel={inPanel.length > 0 ? inPanel.map(control) : undefined}
        >
          {fields
            .filter(({ inline }) => inline)
            .map((field) => (
              <div key={field.name} className="max-w-full min-w-0">
                {control(field)}
              </div>
            ))}
        </FilterBar>
      )}
      <DataTable
        label={title}
        {...{ list, columns }}
        {...(props.rowLink && { rowLink: props.rowLink })}
        {...(props.onOpen && { onOpen: props.onOpen })}
        {...(props.card && { card: props.card })}
        empty={
          chips.length > 0 ? (
            <EmptyState icon={empty.icon} title={m.table.emptyFiltered}>
              <Button onClick={reset}>{m.table.resetFilters}</Button>
            </EmptyState>
          ) : (
            <EmptyState icon={empty.icon} title={empty.title}>
              {empty.lead}
            </EmptyState>
          )
        }
      />
      {children}
    </Page>
  );
}
