import type { ReplayedEvent } from '@orderwire/contracts';
import { History } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button';
import { m } from '../messages';
import { Mono, Time } from '../parts/cells';
import { DialogButton, DialogButtons } from '../parts/dialog-button';
import { type PlainColumn, PlainTable } from '../parts/plain-table';
import { useAction } from '../parts/use-action';
import { Panel } from '../shell/page';
import { ProblemNotice } from '../shell/problem-notice';
import { type ReplayCount, replayEvents, type ReplayValues } from './replay';
import { Unavailable } from './unavailable';

const t = m.operations.replays;

const columns: readonly PlainColumn<ReplayedEvent>[] = [
  { id: 'subject', header: t.columns.subject, cell: ({ subject }) => <Mono>{subject}</Mono> },
  { id: 'aggregate', header: t.columns.aggregate, cell: ({ aggregateId }) => <Mono>{aggregateId}</Mono> },
  { id: 'published', header: t.columns.published, cell: ({ publishedAt }) => <Time at={publishedAt} /> },
];

interface ReplayResultProps {
  values: ReplayValues;
  count: ReplayCount;
  /** The selection is still the counted one. */
  isCurrent: boolean;
}

/** What a replay would publish, and the button that does it. */
export function ReplayResult({ values, count, isCurrent }: ReplayResultProps) {
  const { events, more, first, unavailable } = count;
  const label = more ? t.replayMore : t.replay(events);
  return (
    <Panel
      title={more ? t.moreMatch(events) : t.count(events)}
      className={first.length > 0 ? '' : 'p-5'}
      actions={
        events > 0 &&
        (isCurrent ? (
          <DialogButton look="primary" icon={History} label={label} description={t.replayLead}>
            {(close) => <Replay {...{ values, count, label, close }} />}
          </DialogButton>
        ) : (
          <p className="text-sm text-soft">{t.stale}</p>
        ))
      }
    >
      <div className="p-3 empty:hidden">
        <Unavailable services={unavailable} />
      </div>
      {first.length === 0 ? (
        <p className="text-sm text-soft">{t.none}</p>
      ) : (
        <PlainTable label={t.first} columns={columns} rows={first} rowId={({ id }) => id} />
      )}
    </Panel>
  );
}

interface ReplayProps {
  values: ReplayValues;
  count: ReplayCount;
  label: string;
  close: () => void;
}

function Replay({ values, count, label, close }: ReplayProps) {
  const [published, setPublished] = useState(0);
  const action = useAction({
    run: () => replayEvents(values, count.services, setPublished),
    done: (events) => t.done(events),
    refresh: [],
    onDone: close,
  });
  return (
    <div className="flex flex-col gap-4">
      {action.isError && <ProblemNotice error={action.error} />}
      {action.isPending && (
        <p role="status" className="text-sm text-soft">
          {t.progress(published)}
        </p>
      )}
      <DialogButtons close={close}>
        <Button look="primary" busy={action.isPending} onClick={() => action.mutate()}>
          {label}
        </Button>
      </DialogButtons>
    </div>
  );
}
