import type { DeadLetterGroup } from '@orderwire/contracts';
import { LinkButton } from '../../../ui/button';
import { Dialog } from '../../../ui/dialog';
import { m } from '../../messages';
import { Mono, Time } from '../../parts/cells';
import { DialogButton } from '../../parts/dialog-button';
import { Code } from '../../parts/section';
import { Facts } from '../../shell/facts';
import { GroupForm } from './group-form';

/** A group of dead letters, and what can be done with all of them. */
export function GroupDialog({ group, close }: { group: DeadLetterGroup | undefined; close: () => void }) {
  const { deadLetters: t, fields } = m.operations;
  return (
    <Dialog
      open={group !== undefined}
      onClose={close}
      title={t.group}
      closeLabel={m.shell.close}
      place="panel"
    >
      {group && (
        <div className="flex flex-col gap-5">
          <Facts
            entries={[
              [fields.service, group.service],
              [fields.consumer, <Mono key="consumer">{group.consumer}</Mono>],
              [fields.subject, <Mono key="subject">{group.subject}</Mono>],
              [t.columns.first, <Time key="first" at={group.firstAt} />],
              [t.columns.last, <Time key="last" at={group.lastAt} />],
            ]}
          />
          <Code label={fields.error}>{group.error}</Code>
          <div className="flex flex-col gap-2">
            <LinkButton
              to="/dead-letters/all"
              search={{
                service: group.service,
                consumer: group.consumer,
                errorGroup: group.errorGroup,
              }}
            >
              {t.show(group.count)}
            </LinkButton>
            <DialogButton look="primary" label={t.requeueAll(group.count)} description={t.requeueAllLead}>
              {(closeForm) => <GroupForm action="requeue" group={group} close={closeForm} onDone={close} />}
            </DialogButton>
            <DialogButton label={t.discardAll(group.count)} description={t.discardAllLead}>
              {(closeForm) => <GroupForm action="discard" group={group} close={closeForm} onDone={close} />}
            </DialogButton>
          </div>
        </div>
      )}
    </Dialog>
  );
}
