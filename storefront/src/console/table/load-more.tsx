import { LoaderCircle } from 'lucide-react';
import { Button } from '../../ui/button';
import { m } from '../messages';
import type { List } from './use-list';

/** The end of what is loaded. */
export function LoadMoreRow<Row>({ list }: { list: List<Row> }) {
  return (
    <div className="flex h-14 items-center justify-center gap-3 px-4 text-sm text-soft">
      {list.loadMoreFailed ? (
        <>
          {m.table.loadMoreFailed}
          <Button size="small" onClick={list.loadMore}>
            {m.shell.retry}
          </Button>
        </>
      ) : (
        <>
          <LoaderCircle aria-hidden className="size-4 animate-spin" />
          {m.table.loadingMore}
        </>
      )}
    </div>
  );
}
