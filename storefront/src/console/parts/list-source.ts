import { api } from '../../api/client';
import type { Query } from '../../api/transport';
import type { ListPage } from '../table/merge-pages';
import { endOfDay, startOfDay } from '../table/filters/search-params';
import type { useList } from '../table/use-list';

export type ListSource<Row> = Parameters<typeof useList<Row>>[0];

/** Rows per page: the largest page of the API, so that scrolling waits less. */
const LIMIT = 100;

/** Filters as the API takes them: days become times, and `to` is its first moment after the day. */
function apiFilter(search: object): Query {
  const { from, to, ...rest } = search as { from?: string; to?: string } & Query;
  return { ...rest, ...(from && { from: startOfDay(from) }), ...(to && { to: endOfDay(to) }) };
}

/** A list of the API with its filters. `area` is what actions invalidate. */
export const listSource = <Row>(
  area: string,
  path: string,
  search: object,
  rowId: (row: Row) => string,
): ListSource<Row> => ({
  queryKey: [area, path, search],
  fetchPage: (cursor, signal) =>
    api.get<ListPage<Row>>(path, { ...apiFilter(search), cursor, limit: LIMIT }, signal),
  rowId,
});

/** A row that has an id of its own. */
export const byId = ({ id }: { id: string }): string => id;
