import type { ReconciliationRunRecord } from '@orderwire/contracts';
import { formatDuration, formatNumber } from '../../i18n/format';
import { Badge } from '../../ui/states';
import { m } from '../messages';
import { Time, UserLink } from '../parts/cells';
import { type PlainColumn, PlainTable } from '../parts/plain-table';

const t = m.payments.reconciliation;

type Run = ReconciliationRunRecord;

const sum = (counts: Run['compared']): string =>
  formatNumber(counts.reduce((total, { count }) => total + count, 0));

const columns: readonly PlainColumn<Run>[] = [
  { id: 'started', header: t.runColumns.started, cell: ({ startedAt }) => <Time at={startedAt} /> },
  { id: 'name', header: t.runColumns.name, cell: ({ name }) => t.names[name] },
  {
    id: 'outcome',
    header: t.runColumns.outcome,
    cell: ({ outcome, error }) => (
      <span title={error ?? undefined}>
        <Badge tone={outcome === 'completed' ? 'good' : 'bad'}>{t.outcomes[outcome]}</Badge>
      </span>
    ),
  },
  {
    id: 'duration',
    header: t.runColumns.duration,
    align: 'end',
    cell: ({ startedAt, endedAt }) => formatDuration(Date.parse(endedAt) - Date.parse(startedAt)),
  },
  { id: 'compared', header: t.runColumns.compared, align: 'end', cell: ({ compared }) => sum(compared) },
  { id: 'resolved', header: t.runColumns.resolved, align: 'end', cell: ({ resolved }) => sum(resolved) },
  {
    id: 'unresolved',
    header: t.runColumns.unresolved,
    align: 'end',
    cell: ({ unresolved }) => sum(unresolved),
  },
  {
    id: 'by',
    header: t.runColumns.by,
    cell: ({ requestedBy }) => (requestedBy ? <UserLink id={requestedBy} /> : t.scheduled),
  },
];

export const RunsTable = ({ runs }: { runs: readonly Run[] }) => (
  <PlainTable label={t.runs} columns={columns} rows={runs} rowId={({ id }) => id} />
);
