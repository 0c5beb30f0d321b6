import { formatNumber, plural } from '../../../i18n/format';

/** Lists and their filters. */
export const table = {
  loading: 'Loading',
  loadingMore: 'Loading more',
  loadMoreFailed: 'The next rows could not be loaded.',
  /** `more`: the list goes on. */
  rows: (count: number, more: boolean) =>
    `${formatNumber(count)}${more ? '+' : ''} ${plural(count, { one: 'row', other: 'rows' })}`,
  empty: 'Nothing here yet',
  emptyFiltered: 'Nothing matches these filters',
  resetFilters: 'Reset filters',
  select: 'Select',
  selectRow: (name: string) => `Select ${name}`,
  selectLoaded: 'Select all loaded rows',
  selected: (count: number) => `${formatNumber(count)} selected`,
  clearSelection: 'Clear selection',
  newRows: (count: number) => `${formatNumber(count)} new ${plural(count, { one: 'row', other: 'rows' })}`,
  leftFilter: 'No longer matches the filters',
  filters: 'Filters',
  filtersActive: (count: number) => `${count} ${plural(count, { one: 'filter', other: 'filters' })} active`,
  removeFilter: (name: string) => `Remove the filter ${name}`,
  showResults: 'Show results',
  any: 'Any',
  yes: 'Yes',
  no: 'No',
  notLive: 'Not up to date: the last update failed.',
};
