import type { DeadLetterGroup } from '@orderwire/contracts';
import { MailX } from 'lucide-react';
import { useState } from 'react';
import { formatNumber } from '../../../i18n/format';
import { m } from '../../messages';
import { Ago, Mono } from '../../parts/cells';
import type { FilterField } from '../../parts/filter-fields';
import { ListPage } from '../../parts/list-page';
import { listSource } from '../../parts/list-source';
import { columnsOf } from '../../table/columns';
import { groupsSearch, type GroupsSearch, services } from '../operations-search';
import { Unavailable, useUnavailable } from '../unavailable';
import { DeadLetterTabs } from './dead-letter-tabs';
import { GroupDialog } from './group-dialog';

const { deadLetters: t, fields } = m.operations;
const column = columnsOf<DeadLetterGroup>();

const columns = column.columns([
  column.display({
    id: 'consumer',
    header: fields.consumer,
    meta: { width: 15 },
    cell: ({ row }) => <Mono>{row.original.consumer}</Mono>,
  }),
  column.display({
    id: 'error',
    header: fields.error,
    meta: { width: 21.5 },
    cell: ({ row }) => <span title={row.original.error}>{row.original.error}</span>,
  }),
  column.display({
    id: 'count',
    header: t.columns.count,
    meta: { width: 6, align: 'end' },
    cell: ({ row }) => <span className="font-semibold">{formatNumber(row.original.count)}</span>,
  }),
  column.display({
    id: 'last',
    header: t.columns.last,
    meta: { width: 8 },
    cell: ({ row }) => <Ago at={row.original.lastAt} />,
  }),
  column.display({
    id: 'first',
    header: t.columns.first,
    meta: { width: 8 },
    cell: ({ row }) => <Ago at={row.original.firstAt} />,
  }),
]);

const filters: readonly FilterField<GroupsSearch>[] = [
  {
    name: 'service',
    label: t.filters.service,
    options: services.map((service) => [service, service] as const),
    inline: true,
  },
  { name: 'consumer', label: t.filters.consumer, inline: true },
];

export function GroupsPage() {
  const [shown, show] = useState<DeadLetterGroup>();
  const unavailable = useUnavailable();
  return (
    <ListPage<DeadLetterGroup, GroupsSearch>
      title={t.title}
      lead={t.lead}
      tabs={
        <>
          <DeadLetterTabs />
          <Unavailable services={unavailable.services} />
        </>
      }
      validate={groupsSearch}
      filters={filters}
      source={(search) =>
        unavailable.watch(
          listSource<DeadLetterGroup>(
            'dead-letters',
            '/operations/dead-letters/groups',
            search,
            ({ consumer, errorGroup }) => `${consumer}/${errorGroup}`,
          ),
        )
      }
      columns={columns}
      onOpen={show}
      card={{ height: 108, render: (group) => <GroupCard group={group} /> }}
      empty={{ icon: MailX, title: t.empty, lead: t.emptyLead }}
    >
      <GroupDialog group={shown} close={() => show(undefined)} />
    </ListPage>
  );
}

const GroupCard = ({ group }: { group: DeadLetterGroup }) => (
  <span className="flex h-full flex-col justify-between gap-1">
    <span className="flex items-center justify-between gap-2">
      <span className="truncate">
        <Mono>{group.consumer}</Mono>
      </span>
      <span className="font-semibold tabular-nums">{formatNumber(group.count)}</span>
    </span>
    <span className="truncate">{group.error}</span>
    <span className="text-soft">
      <Ago at={group.lastAt} />
    </span>
  </span>
);
