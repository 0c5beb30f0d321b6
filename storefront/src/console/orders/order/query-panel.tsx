import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Skeleton } from '../../../ui/states';
import { Panel } from '../../shell/page';
import { ProblemNotice } from '../../shell/problem-notice';

interface QueryPanelProps<Data> {
  title: string;
  query: UseQueryResult<Data>;
  actions?: ReactNode;
  children: (data: Data) => ReactNode;
}

/** A panel with what one query returns. Another service's failure leaves the page usable. */
export function QueryPanel<Data>({ title, query, actions, children }: QueryPanelProps<Data>) {
  return (
    <Panel title={title} actions={actions}>
      {query.data !== undefined ? (
        children(query.data)
      ) : query.isError ? (
        <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <div className="flex flex-col gap-3">
          <Skeleton className="h-5 w-2/3" />
          <Skeleton className="h-5 w-1/2" />
        </div>
      )}
    </Panel>
  );
}
