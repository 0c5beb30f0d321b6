import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect } from 'react';
import type { List } from './use-list';

/** The next page loads when so few rows are left below the screen. */
const AHEAD = 20;

interface RowWindowOptions<Row> {
  region: RefObject<HTMLElement | null>;
  list: List<Row>;
  /** Of a row, in pixels. */
  height: number;
  /** The row that keeps the focus stays in the document. */
  activeIndex: number;
  initialOffset: number;
}

/** Which rows are in the document: those on the screen, and some around them. */
export function useRowWindow<Row>({
  region,
  list,
  height,
  activeIndex,
  initialOffset,
}: RowWindowOptions<Row>) {
  const count = list.rows.length;
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => region.current,
    estimateSize: () => height,
    overscan: 10,
    initialOffset,
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range);
      const isOutside = activeIndex >= 0 && activeIndex < count && !indexes.includes(activeIndex);
      return isOutside ? [...indexes, activeIndex].sort((a, b) => a - b) : indexes;
    },
  });
  useEffect(() => virtualizer.measure(), [virtualizer, height]);

  const { startIndex = 0, endIndex = 0 } = virtualizer.range ?? {};
  const { hasMore, isLoadingMore, loadMoreFailed, isPrevious, loadMore, watch } = list;
  const isNearEnd = endIndex >= count - AHEAD;
  useEffect(() => watch(startIndex), [watch, startIndex]);
  useEffect(() => {
    if (isNearEnd && hasMore && !isLoadingMore && !loadMoreFailed && !isPrevious) loadMore();
  });

  return { virtualizer, items: virtualizer.getVirtualItems(), height };
}

export type RowWindow = ReturnType<typeof useRowWindow>;
