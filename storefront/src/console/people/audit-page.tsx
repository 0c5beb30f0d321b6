import type { AuditEntry } from '@orderwire/contracts';
import { ScrollText } from 'lucide-react';
import { useState } from 'react';
import { m } from '../messages';
import type { FilterField } from '../parts/filter-fields';
import { ListPage } from '../parts/list-page';
import { byId, listSource } from '../parts/list-source';
import { AuditCard, auditColumns } from './audit-columns';
import { AuditEntryDialog } from './audit-entry-dialog';
import { auditSearch, type AuditSearch } from './people-search';

const t = m.people.audit;

const filters: readonly FilterField<AuditSearch>[] = [
  { name: 'action', label: t.filters.action, inline: true },
  { name: 'userId', label: t.filters.userId },
  { name: 'from', label: t.filters.from, kind: 'day' },
  { name: 'to', label: t.filters.to, kind: 'day' },
];

export function AuditPage() {
  const [shown, show] = useState<AuditEntry>();
  return (
    <ListPage<AuditEntry, AuditSearch>
      title={t.title}
      validate={auditSearch}
      filters={filters}
      source={(search) => listSource<AuditEntry>('audit', '/audit-log', search, byId)}
      columns={auditColumns}
      onOpen={show}
      card={{ height: 84, render: (entry) => <AuditCard entry={entry} /> }}
      empty={{ icon: ScrollText, title: t.empty }}
    >
      <AuditEntryDialog entry={shown} close={() => show(undefined)} />
    </ListPage>
  );
}
