import type { AuditEntry } from '@orderwire/contracts';
import { Badge } from '../../ui/states';
import { m } from '../messages';
import { Mono, Time, UserLink } from '../parts/cells';
import { columnsOf } from '../table/columns';

const t = m.people.audit;
const column = columnsOf<AuditEntry>();

export const OutcomeBadge = ({ outcome }: { outcome: AuditEntry['outcome'] }) => (
  <Badge tone={outcome === 'success' ? 'good' : 'bad'}>{t.outcomes[outcome]}</Badge>
);

/** Who did it: an account, or the role of a caller without one. */
export const Actor = ({ entry: { actorId, actorRole } }: { entry: AuditEntry }) =>
  actorId ? <UserLink id={actorId} /> : (m.shell.actors[actorRole] ?? actorRole);

export const auditColumns = column.columns([
  column.display({
    id: 'at',
    header: t.columns.at,
    meta: { width: 11 },
    cell: ({ row }) => <Time at={row.original.at} />,
  }),
  column.display({
    id: 'action',
    header: t.columns.action,
    meta: { width: 13 },
    cell: ({ row }) => <Mono>{row.original.action}</Mono>,
  }),
  column.display({
    id: 'outcome',
    header: t.columns.outcome,
    meta: { width: 7 },
    cell: ({ row }) => <OutcomeBadge outcome={row.original.outcome} />,
  }),
  column.display({
    id: 'actor',
    header: t.columns.actor,
    meta: { width: 7 },
    cell: ({ row }) => <Actor entry={row.original} />,
  }),
  column.display({
    id: 'account',
    header: t.columns.account,
    meta: { width: 7 },
    cell: ({ row }) => <UserLink id={row.original.userId} />,
  }),
  column.display({
    id: 'ip',
    header: t.columns.ip,
    meta: { width: 8 },
    cell: ({ row }) => row.original.ip ?? m.shell.none,
  }),
]);

/** An entry on a phone. */
export const AuditCard = ({ entry }: { entry: AuditEntry }) => (
  <span className="flex h-full flex-col justify-between gap-1">
    <span className="flex items-center justify-between gap-2">
      <span className="truncate">
        <Mono>{entry.action}</Mono>
      </span>
      <OutcomeBadge outcome={entry.outcome} />
    </span>
    <span className="flex justify-between gap-2 text-soft">
      <Time at={entry.at} />
      <span className="truncate">{entry.ip}</span>
    </span>
  </span>
);
