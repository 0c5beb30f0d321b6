import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { formatDateTime } from '../../i18n/format';
import { classNames } from '../../ui/class-names';
import { Notice, Skeleton } from '../../ui/states';
import { m } from '../messages';
import { Page } from '../shell/page';
import { ProblemNotice } from '../shell/problem-notice';
import { useUrlFilters } from '../table/filters/url-filters';
import { Charts } from './charts';
import { dashboardQuery } from './dashboard-query';
import { dashboardSearch } from './dashboard-search';
import { Figures } from './figures';
import { periodOf } from './period';
import { RangeControl } from './range-control';
import { TopProductsPanel } from './top-products-panel';
import { WaitingWork } from './waiting-work';

const t = m.dashboard;

/** The time, read again every minute: the period ends with this hour. */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** Figures of orders and payments in a period and a currency, and the work that waits. */
export function DashboardPage() {
  const filters = useUrlFilters(dashboardSearch);
  const period = periodOf(filters.search, useNow());
  const query = useQuery(dashboardQuery(period, filters.search.currency));
  const dashboard = query.data;
  const asOf = dashboard?.freshness.asOf;
  return (
    <Page title={t.title} lead={dashboard ? (asOf ? t.asOf(formatDateTime(asOf)) : t.noEvents) : ' '}>
      <WaitingWork />
      <RangeControl {...filters} dashboard={dashboard} />
      {query.isError && !dashboard ? (
        <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : !dashboard ? (
        <div aria-busy="true" className="flex flex-col gap-5">
          <span role="status" className="sr-only">
            {m.table.loading}
          </span>
          <Skeleton className="h-60 lg:h-52" />
          <div className="grid gap-5 xl:grid-cols-2">
            {Array.from({ length: 4 }, (_, index) => (
              <Skeleton key={index} className="h-88" />
            ))}
          </div>
        </div>
      ) : (
        <div
          aria-busy={query.isPlaceholderData}
          className={classNames(
            'flex flex-col gap-5 transition-opacity',
            query.isPlaceholderData && 'opacity-60',
          )}
        >
          {dashboard.freshness.builtAt === null && <Notice tone="warn">{t.building}</Notice>}
          <Figures dashboard={dashboard} />
          <Charts
            dashboard={dashboard}
            last={<TopProductsPanel period={period} currency={dashboard.currency} />}
          />
        </div>
      )}
    </Page>
  );
}
