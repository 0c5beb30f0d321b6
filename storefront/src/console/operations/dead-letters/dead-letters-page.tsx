import type { DeadLetterSummary } from '@orderwire/contracts';
import { MailX } from 'lucide-react';
import { Badge } from '../../../ui/states';
import { m } from '../../messages';
import { Mono, Time } from '../../parts/cells';
import { type FilterField, optionsOf } from '../../parts/filter-fields';
import { ListPage } from '../../parts/list-page';
import { byId, listSource } from '../../parts/list-source';
import { columnsOf } from '../../table/columns';
import { deadLettersSearch, type DeadLettersSearch, services } from '../operations-search';
import { Unavailable, useUnavailable } from '../unavailable';
import { DeadLetterTabs } from './dead-letter-tabs';

const { deadLetters: t, fields } = m.operations;
/** Without a state, the API lists open ones. */
const { open: _, ...resolvedStates } = t.states;
const column = columnsOf<DeadLetterSummary>();

export const DeadLetterBadge = ({ resolution }: Pick<DeadLetterSummary, 'resolution'>) => (
  <Badge tone={resolution === null ? 'bad' : resolution === 'requeued' ? 'good' : 'neutral'}>
    {t.states[resolution ?? 'open']}
  </Badge>
);

const columns = column.columns([
  column.display({
    id: 'subject',
    header: fields.subject,
    meta: { width: 11 },
    cell: ({ row }) => <Mono>{row.original.subject}</Mono>,
  }),
  column.display({
    id: 'consumer',
    header: fields.consumer,
    meta: { width: 15 },
    cell: ({ row }) => <Mono>{row.original.consumer}</Mono>,
  }),
  column.display({
    id: 'error',
    header: fields.error,
    meta: { width: 15 },
    cell: ({ row }) => <span title={row.original.reason}>{row.original.reason}</span>,
  }),
  column.display({
    id: 'state',
    header: t.columns.state,
    meta: { width: 7.5 },
    cell: ({ row }) => <DeadLetterBadge resolution={row.original.resolution} />,
  }),
  column.display({
    id: 'died',
    header: t.columns.died,
    meta: { width: 11 },
    cell: ({ row }) => <Time at={row.original.diedAt} />,
  }),
]);

const filters: readonly FilterField<DeadLettersSearch>[] = [
  {
    name: 'state',
    label: t.filters.state,
    anyLabel: t.states.open,
    options: optionsOf(resolvedStates),
    inline: true,
  },
  {
    name: 'service',
    label: t.filters.service,
    options: services.map((service) => [service, service] as const),
    inline: true,
  },
  { name: 'consumer', label: t.filters.consumer },
  { name: 'subject', label: t.filters.subject },
  { name: 'errorGroup', label: t.filters.errorGroup },
  { name: 'from', label: t.filters.from, kind: 'day' },
  { name: 'to', label: t.filters.to, kind: 'day' },
];

export function DeadLettersPage() {
  const unavailable = useUnavailable();
  return (
    <ListPage<DeadLetterSummary, DeadLettersSearch>
      title={t.title}
      lead={t.lead}
      tabs={
        <>
          <DeadLetterTabs />
          <Unavailable services={unavailable.services} />
        </>
      }
      validate={deadLettersSearch}
      filters={filters}
      source={(search) =>
        unavailable.watch(
          listSource<DeadLetterSummary>('dead-letters', '/operations/dead-letters', search, byId),
        )
      }
      columns={columns}
      rowLink={({ service, id }) => ({ to: '/dead-letters/$service/$id', params: { service, id } })}
      card={{ height: 108, render: (letter) => <DeadLetterCard letter={letter} /> }}
      empty={{ icon: MailX, title: t.empty, lead: t.emptyLead }}
    />
  );
}

const DeadLetterCard = ({ letter }: { letter: DeadLetterSummary }) => (
  <span className="flex h-full flex-col justify-between gap-1">
    <span className="flex items-center justify-between gap-2">
      <span className="truncate">
        <Mono>{letter.subject}</Mono>
      </span>
      <DeadLetterBadge resolution={letter.resolution} />
    </span>
    <span className="truncate">{letter.reason}</span>
    <span className="text-soft">
      <Time at={letter.diedAt} />
    </span>
  </span>
);
