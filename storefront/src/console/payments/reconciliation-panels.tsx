import type { ReconciliationStanding, ReconciliationStarted, ReconciliationView } from '@orderwire/contracts';
import { useQuery } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { api } from '../../api/client';
import { Badge, Skeleton } from '../../ui/states';
import { m } from '../messages';
import { Ago, Time } from '../parts/cells';
import { ConfirmButton } from '../parts/dialog-button';
import { Facts } from '../shell/facts';
import { Panel } from '../shell/page';
import { ProblemNotice } from '../shell/problem-notice';
import { RunsTable } from './runs-table';

const t = m.payments.reconciliation;

/** Both reconciliations, and their last runs. */
export function ReconciliationPanels() {
  const query = useQuery({
    queryKey: ['reconciliation', 'state'],
    queryFn: ({ signal }) => api.get<ReconciliationView>('/operations/reconciliation', {}, signal),
    refetchInterval: 5_000,
  });
  if (query.isError && !query.data)
    return <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton className="h-96" />;
  const { reconciliations, open, runs } = query.data;
  const count = open.reduce((sum, each) => sum + each.count, 0);
  return (
    <>
      <p role="status" className={count > 0 ? 'font-medium text-bad' : 'text-soft'}>
        {count > 0 ? t.open(count) : t.allGood}
      </p>
      <div className="grid gap-5 lg:grid-cols-2">
        {reconciliations.map((standing) => (
          <Standing key={standing.name} standing={standing} />
        ))}
      </div>
      <Panel title={t.runs} className={runs.length > 0 ? 'max-h-80 overflow-y-auto' : 'p-5'}>
        {runs.length > 0 ? <RunsTable runs={runs} /> : <p className="text-sm text-soft">{t.noRuns}</p>}
      </Panel>
    </>
  );
}

function Standing({ standing }: { standing: ReconciliationStanding }) {
  const { name, running, requestedAt, comparedUntil, ranAt } = standing;
  const isBusy = running || requestedAt !== null;
  return (
    <Panel
      title={t.names[name]}
      actions={
        <>
          <Badge tone={isBusy ? 'info' : 'neutral'}>
            {running ? t.running : isBusy ? t.requested : t.idle}
          </Badge>
          <ConfirmButton
            size="small"
            icon={Play}
            label={t.run}
            title={t.runName(t.names[name])}
            description={t.nameHints[name]}
            disabled={isBusy}
            run={() => api.post<ReconciliationStarted>('/operations/reconciliation/run', { name })}
            done={t.started}
            refresh={['reconciliation']}
          />
        </>
      }
    >
      <p className="mb-4 text-sm text-soft">{t.nameHints[name]}</p>
      <Facts
        entries={[
          [t.comparedUntil, <Time key="until" at={comparedUntil} />],
          [t.ranAt, <Ago key="ran" at={ranAt} />],
        ]}
      />
    </Panel>
  );
}
