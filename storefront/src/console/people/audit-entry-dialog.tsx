import type { AuditEntry } from '@orderwire/contracts';
import { Dialog } from '../../ui/dialog';
import { m } from '../messages';
import { Mono, Time, UserLink } from '../parts/cells';
import { Code } from '../parts/section';
import { Facts } from '../shell/facts';
import { Actor, OutcomeBadge } from './audit-columns';

/** One entry of the audit log with its details. */
export function AuditEntryDialog({ entry, close }: { entry: AuditEntry | undefined; close: () => void }) {
  const t = m.people.audit;
  return (
    <Dialog
      open={entry !== undefined}
      onClose={close}
      title={t.entry}
      closeLabel={m.shell.close}
      place="panel"
    >
      {entry && (
        <div className="flex flex-col gap-5">
          <Facts
            entries={[
              [t.columns.action, <Mono key="action">{entry.action}</Mono>],
              [t.columns.outcome, <OutcomeBadge key="outcome" outcome={entry.outcome} />],
              [t.columns.at, <Time key="at" at={entry.at} />],
              [t.columns.actor, <Actor key="actor" entry={entry} />],
              [t.columns.account, entry.userId && <UserLink key="account" id={entry.userId} />],
              [t.columns.ip, entry.ip],
              [t.columns.device, entry.device],
              [t.columns.correlation, <Mono key="correlation">{entry.correlationId}</Mono>],
            ]}
          />
          <div className="flex flex-col gap-2">
            <h3 className="text-sm font-semibold">{t.details}</h3>
            {Object.keys(entry.details).length > 0 ? (
              <Code label={t.details}>{JSON.stringify(entry.details, null, 2)}</Code>
            ) : (
              <p className="text-sm text-soft">{t.noDetails}</p>
            )}
          </div>
        </div>
      )}
    </Dialog>
  );
}
