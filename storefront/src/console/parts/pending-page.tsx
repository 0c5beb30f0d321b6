import type { UseQueryResult } from '@tanstack/react-query';
import { SearchX } from 'lucide-react';
import type { ReactNode } from 'react';
import { Problem } from '../../api/problem';
import { EmptyState, Skeleton } from '../../ui/states';
import { m } from '../messages';
import { Page } from '../shell/page';
import { ProblemNotice } from '../shell/problem-notice';

interface PendingPageProps {
  title: string;
  back?: ReactNode;
  query: Pick<UseQueryResult, 'error' | 'isError' | 'refetch'>;
}

/** The page of something that is loading, does not exist, or cannot be loaded. */
export function PendingPage({ title, back, query }: PendingPageProps) {
  const isMissing = query.error instanceof Problem && [400, 404, 422].includes(query.error.status);
  return (
    <Page title={title} back={back}>
      {isMissing ? (
        <EmptyState icon={SearchX} title={m.problems.notFound} />
      ) : query.isError ? (
        <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <div aria-busy="true" className="flex flex-col gap-5">
          <span role="status" className="sr-only">
            {m.table.loading}
          </span>
          <Skeleton className="h-48" />
          <Skeleton className="h-72" />
        </div>
      )}
    </Page>
  );
}
