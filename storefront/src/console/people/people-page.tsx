import type { UserView } from '@orderwire/contracts';
import { Users } from 'lucide-react';
import { m } from '../messages';
import { Time } from '../parts/cells';
import { type FilterField, optionsOf } from '../parts/filter-fields';
import { ListPage } from '../parts/list-page';
import { byId, listSource } from '../parts/list-source';
import { columnsOf } from '../table/columns';
import { AccountStatusBadge, nameOf, RoleBadge } from './badges';
import { peopleSearch, type PeopleSearch } from './people-search';

const t = m.people;
const column = columnsOf<UserView>();

const columns = column.columns([
  column.display({
    id: 'name',
    header: t.columns.name,
    meta: { width: 12 },
    cell: ({ row }) => nameOf(row.original),
  }),
  column.display({
    id: 'email',
    header: t.columns.email,
    meta: { width: 15 },
    cell: ({ row }) => row.original.email ?? m.shell.none,
  }),
  column.display({
    id: 'role',
    header: t.columns.role,
    meta: { width: 7 },
    cell: ({ row }) => <RoleBadge role={row.original.role} />,
  }),
  column.display({
    id: 'status',
    header: t.columns.status,
    meta: { width: 7 },
    cell: ({ row }) => <AccountStatusBadge status={row.original.status} />,
  }),
  column.display({
    id: 'verified',
    header: t.columns.verified,
    meta: { width: 6.5 },
    cell: ({ row }) => (row.original.emailVerified ? m.table.yes : m.table.no),
  }),
  column.display({
    id: 'created',
    header: t.columns.created,
    meta: { width: 11 },
    cell: ({ row }) => <Time at={row.original.createdAt} />,
  }),
]);

const filters: readonly FilterField<PeopleSearch>[] = [
  { name: 'search', label: t.filters.search, inline: true },
  { name: 'role', label: t.filters.role, options: optionsOf(m.shell.roles), inline: true },
];

export const PeoplePage = () => (
  <ListPage<UserView, PeopleSearch>
    title={t.title}
    validate={peopleSearch}
    filters={filters}
    source={(search) => listSource<UserView>('people', '/users', search, byId)}
    columns={columns}
    rowLink={({ id }) => ({ to: '/people/$userId', params: { userId: id } })}
    card={{ height: 104, render: (user) => <PersonCard user={user} /> }}
    empty={{ icon: Users, title: t.empty }}
  />
);

const PersonCard = ({ user }: { user: UserView }) => (
  <span className="flex h-full flex-col justify-between gap-1">
    <span className="flex items-center justify-between gap-2">
      <span className="truncate font-medium">{nameOf(user)}</span>
      <span className="flex gap-1.5">
        {user.status !== 'active' && <AccountStatusBadge status={user.status} />}
        <RoleBadge role={user.role} />
      </span>
    </span>
    <span className="truncate text-soft">{user.email ?? m.shell.none}</span>
    <span className="text-soft">
      <Time at={user.createdAt} />
    </span>
  </span>
);
