import type { Dashboard, InsightsInterval } from '@orderwire/contracts';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { formatLocale } from '../../i18n/locale';
import { Button } from '../../ui/button';
import { Skeleton } from '../../ui/states';
import { m } from '../messages';
import { PlainTable } from '../parts/plain-table';
import { Panel } from '../shell/page';
import { type ChartPlan, chartPlans } from './chart-series';

const t = m.dashboard.charts;

/** The library of charts is large: it loads after the figures. */
const TimeChart = lazy(() => import('./time-chart'));

/** Days and weeks of the figures are those of UTC. */
const formats: Readonly<Record<InsightsInterval, Intl.DateTimeFormat>> = {
  hour: new Intl.DateTimeFormat(formatLocale, { day: 'numeric', hour: '2-digit', minute: '2-digit' }),
  day: new Intl.DateTimeFormat(formatLocale, { day: 'numeric', month: 'short', timeZone: 'UTC' }),
  week: new Intl.DateTimeFormat(formatLocale, {
    day: 'numeric',
    month: 'short',
    year: '2-digit',
    timeZone: 'UTC',
  }),
};

/** All charts of the period, and `last` after them. */
export const Charts = ({ dashboard, last }: { dashboard: Dashboard; last: ReactNode }) => (
  <div className="grid gap-5 xl:grid-cols-2">
    {chartPlans(dashboard).map((plan) => (
      <ChartPanel key={plan.id} plan={plan} dashboard={dashboard} />
    ))}
    {last}
  </div>
);

function ChartPanel({ plan, dashboard }: { plan: ChartPlan; dashboard: Dashboard }) {
  const [asTable, setAsTable] = useState(false);
  const timeText = (at: string) => formats[dashboard.interval].format(new Date(at));
  const hasData = dashboard.series.some((point) => plan.series.some(({ value }) => (value(point) ?? 0) > 0));
  return (
    <Panel
      title={plan.title}
      className={asTable ? '' : 'p-4'}
      actions={
        hasData && (
          <Button
            size="small"
            look="quiet"
            aria-label={asTable ? t.chartOf(plan.title) : t.tableOf(plan.title)}
            onClick={() => setAsTable(!asTable)}
          >
            {asTable ? t.asChart : t.asTable}
          </Button>
        )
      }
    >
      {!hasData ? (
        <p className="grid h-64 place-items-center text-sm text-soft">{t.noData}</p>
      ) : asTable ? (
        <div className="h-72 overflow-y-auto">
          <PlainTable
            label={t.tableOf(plan.title)}
            rows={dashboard.series.toReversed()}
            rowId={({ at }) => at}
            columns={[
              { id: 'time', header: t.time, cell: ({ at }) => timeText(at) },
              ...plan.series.map(({ name, value }) => ({
                id: name,
                header: name,
                align: 'end' as const,
                cell: (point: (typeof dashboard.series)[number]) => {
                  const figure = value(point);
                  return figure === null ? m.shell.none : plan.text(figure);
                },
              })),
            ]}
          />
        </div>
      ) : (
        <Suspense fallback={<Skeleton className="h-64" />}>
          <TimeChart plan={plan} points={dashboard.series} timeText={timeText} />
        </Suspense>
      )}
    </Panel>
  );
}
