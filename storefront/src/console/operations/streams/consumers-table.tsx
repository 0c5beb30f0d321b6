import type { ConsumerState, ConsumerView } from '@orderwire/contracts';
import { useState } from 'react';
import { formatNumber, formatTime } from '../../../i18n/format';
import { TextField } from '../../../ui/field';
import { Badge, type Tone } from '../../../ui/states';
import { m } from '../../messages';
import { Ago, Mono } from '../../parts/cells';
import { type PlainColumn, PlainTable } from '../../parts/plain-table';
import { useIsAdmin } from '../../parts/use-role';
import { ConsumerActions } from './consumer-actions';

const t = m.operations.streams;
const { fields } = m.operations;

const tones: Readonly<Record<ConsumerState, Tone>> = { active: 'good', paused: 'warn', missing: 'bad' };

const columns: readonly PlainColumn<ConsumerView>[] = [
  {
    id: 'consumer',
    header: fields.consumer,
    cell: ({ consumer, subject }) => (
      <span className="flex flex-col py-2">
        <Mono>{consumer}</Mono>
        <span className="text-xs text-soft">{subject}</span>
      </span>
    ),
  },
  {
    id: 'state',
    header: t.columns.state,
    cell: ({ state, pausedUntil }) => (
      <span className="flex items-center gap-2">
        <Badge tone={tones[state]}>{t.states[state]}</Badge>
        {pausedUntil && <span className="text-soft">{t.pausedUntil(formatTime(pausedUntil))}</span>}
      </span>
    ),
  },
  {
    id: 'lag',
    header: t.columns.lag,
    align: 'end',
    cell: ({ pending }) => (
      <span className={pending > 0 ? 'font-semibold text-warn' : ''}>{formatNumber(pending)}</span>
    ),
  },
  {
    id: 'ackPending',
    header: t.columns.ackPending,
    align: 'end',
    cell: ({ ackPending }) => formatNumber(ackPending),
  },
  { id: 'acked', header: t.columns.acked, cell: ({ lastAckedAt }) => <Ago at={lastAckedAt} /> },
];

const withActions: readonly PlainColumn<ConsumerView>[] = [
  ...columns,
  {
    id: 'actions',
    header: '',
    align: 'end',
    cell: (consumer) => <ConsumerActions consumer={consumer} />,
  },
];

/** Consumers with their lag, those that are behind first. */
export function ConsumersTable({ consumers }: { consumers: readonly ConsumerView[] }) {
  const isAdmin = useIsAdmin();
  const [typed, setTyped] = useState('');
  const text = typed.trim().toLowerCase();
  const shown = consumers.filter(({ consumer, subject }) => `${consumer} ${subject}`.includes(text));
  return (
    <>
      <TextField
        label={t.find}
        type="search"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        className="max-w-80 px-5 py-3"
      />
      {/* What does not fit scrolls here: the outboxes stay in reach. */}
      <div className="max-h-[32rem] overflow-y-auto border-t border-line">
        <PlainTable
          label={t.consumers}
          columns={isAdmin ? withActions : columns}
          rows={shown.toSorted((one, other) => other.pending - one.pending)}
          rowId={({ consumer }) => consumer}
        />
      </div>
    </>
  );
}
