import type { AuditEntry } from '@orderwire/contracts';
import { ScrollText } from 'lucide-react';
import { useState } from 'react';
import { LinkButton } from '../../ui/button';
import { EmptyState } from '../../ui/states';
import { m } from '../messages';
import { Section } from '../parts/section';
import { byId, listSource } from '../parts/list-source';
import { DataTable } from '../table/data-table';
import { useList } from '../table/use-list';
import { AuditCard, auditColumns } from './audit-columns';
import { AuditEntryDialog } from './audit-entry-dialog';

/** What an account did, and what was done to it. */
export function PersonActions({ userId }: { userId: string }) {
  const t = m.people;
  const [shown, show] = useState<AuditEntry>();
  const list = useList(listSource<AuditEntry>('audit', '/audit-log', { userId }, byId));
  return (
    <Section
      title={t.actions}
      actions={
        <LinkButton size="small" look="quiet" to="/audit-log" search={{ userId }}>
          {t.allActions}
        </LinkButton>
      }
    >
      <DataTable
        label={t.actions}
        list={list}
        columns={auditColumns}
        onOpen={show}
        card={{ height: 84, render: (entry) => <AuditCard entry={entry} /> }}
        className="max-h-96"
        empty={<EmptyState icon={ScrollText} title={t.audit.empty} />}
      />
      <AuditEntryDialog entry={shown} close={() => show(undefined)} />
    </Section>
  );
}
