import { ArrowUp } from 'lucide-react';
import { Button } from '../../ui/button';
import { m } from '../messages';
import type { List } from './use-list';

/** How many rows are loaded, and the button that shows new ones. */
export function ListStatus<Row>({ list, onRefresh }: { list: List<Row>; onRefresh: () => void }) {
  return (
    <div className="flex min-h-8 flex-wrap items-center justify-between gap-2 text-sm text-soft">
      <p role="status">
        {list.status === 'pending' ? m.table.loading : m.table.rows(list.rows.length, list.hasMore)}
        {list.isOutdated && <span className="ml-3 text-warn">{m.table.notLive}</span>}
      </p>
      <div role="status">
        {list.added > 0 && (
          <Button
            size="small"
            look="primary"
            onClick={() => {
              list.refresh();
              onRefresh();
            }}
          >
            <ArrowUp aria-hidden className="size-4" />
            {m.table.newRows(list.added)}
          </Button>
        )}
      </div>
    </div>
  );
}
