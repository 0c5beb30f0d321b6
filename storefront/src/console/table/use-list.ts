import {
  type InfiniteData,
  keepPreviousData,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useCallback, useMemo, useRef } from 'react';
import { type ListPage, mergePage } from './merge-pages';

/** How often a shown list is read again. */
const LIVE_MS = 5_000;

interface ListSource<Row> {
  /** With all filters. */
  readonly queryKey: readonly unknown[];
  readonly fetchPage: (cursor: string | undefined, signal: AbortSignal) => Promise<ListPage<Row>>;
  readonly rowId: (row: Row) => string;
  /** Default: true. */
  readonly live?: boolean;
}

/** What {@link DataTable} shows. */
export interface List<Row> {
  readonly rows: readonly Row[];
  readonly rowId: (row: Row) => string;
  readonly status: 'pending' | 'error' | 'success';
  readonly error: unknown;
  /** The rows are those of the filters before; those asked for are on their way. */
  readonly isPrevious: boolean;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly loadMoreFailed: boolean;
  readonly loadMore: () => void;
  /** Reads the list again from its start. */
  readonly refresh: () => void;
  /** How many rows are new; they are shown by `refresh`, so that nothing moves by itself. */
  readonly added: number;
  /** Ids of rows that do not match the filters any more. */
  readonly gone: ReadonlySet<string>;
  /** The last update failed. */
  readonly isOutdated: boolean;
  /** Rows from this index on are on the screen: their page is updated. */
  readonly watch: (index: number) => void;
}

interface Changes {
  readonly added: readonly string[];
  readonly gone: readonly string[];
}

const unchanged: Changes = { added: [], gone: [] };

/**
 * A list that is loaded page by page. While it is shown, its first page and the page on the screen
 * are read again every 5 seconds, and their rows updated in place.
 */
export function useList<Row>({ queryKey, fetchPage, rowId, live = true }: ListSource<Row>): List<Row> {
  const queries = useQueryClient();
  const liveKey = [...queryKey, 'live'];
  const watched = useRef(0);
  const pages = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => fetchPage(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ meta }) => meta.nextCursor ?? undefined,
    // Updates in place keep it fresh: reading all pages again would move rows.
    staleTime: live ? Infinity : 5_000,
    placeholderData: keepPreviousData,
  });

  const update = async (signal: AbortSignal): Promise<Changes> => {
    const current = () => queries.getQueryData<InfiniteData<ListPage<Row>, string | undefined>>(queryKey);
    let { added, gone } = queries.getQueryData<Changes>(liveKey) ?? unchanged;
    for (const index of new Set([0, pageAt(current()?.pages ?? [], watched.current)])) {
      const fresh = await fetchPage(current()?.pageParams[index], signal);
      const before = current();
      if (!before) return unchanged;
      const merged = mergePage(before.pages, index, fresh, rowId);
      queries.setQueryData(queryKey, { ...before, pages: merged.pages });
      if (index === 0) added = merged.added;
      const back = new Set(fresh.data.map(rowId));
      gone = [...new Set([...gone.filter((id) => !back.has(id)), ...merged.gone])];
    }
    return { added, gone };
  };

  const changes = useQuery({
    queryKey: liveKey,
    queryFn: ({ signal }) => update(signal),
    enabled: live && pages.isSuccess && !pages.isPlaceholderData && !pages.isFetching,
    initialData: unchanged,
    initialDataUpdatedAt: pages.dataUpdatedAt,
    staleTime: LIVE_MS,
    refetchInterval: LIVE_MS,
    retry: false,
  });

  const refresh = () => {
    queries.setQueryData<InfiniteData<ListPage<Row>, string | undefined>>(
      queryKey,
      (before) => before && { pages: before.pages.slice(0, 1), pageParams: before.pageParams.slice(0, 1) },
    );
    queries.setQueryData(liveKey, unchanged);
    void pages.refetch();
  };

  return {
    rows: useMemo(() => pages.data?.pages.flatMap(({ data }) => data) ?? [], [pages.data]),
    rowId,
    status: pages.data ? 'success' : pages.status,
    error: pages.error,
    isPrevious: pages.isPlaceholderData,
    hasMore: pages.hasNextPage,
    isLoadingMore: pages.isFetchingNextPage,
    loadMoreFailed: pages.isFetchNextPageError,
    loadMore: () => void pages.fetchNextPage({ cancelRefetch: false }),
    refresh,
    added: changes.data.added.length,
    gone: useMemo(() => new Set(changes.data.gone), [changes.data.gone]),
    isOutdated: changes.isError,
    watch: useCallback((index) => void (watched.current = index), []),
  };
}

/** The index of the page that has the row at `index`. */
function pageAt(pages: readonly ListPage<unknown>[], index: number): number {
  let rows = 0;
  const at = pages.findIndex(({ data }) => (rows += data.length) > index);
  return Math.max(0, at);
}
