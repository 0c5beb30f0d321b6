import type { DeadLetterView } from '@orderwire/contracts';
import { formatDateTime } from '../../../i18n/format';
import { m } from '../../messages';
import { UserLink } from '../../parts/cells';
import { Code } from '../../parts/section';
import { Panel } from '../../shell/page';
import { DiffView } from '../diff/diff-view';

interface LastEditProps {
  original: Readonly<Record<string, unknown>>;
  edited: NonNullable<DeadLetterView['edited']>;
}

/** The newest edited payload beside the original, and what became of it. */
export function LastEdit({ original, edited }: LastEditProps) {
  const t = m.operations.deadLetters;
  return (
    <Panel title={t.lastEdit}>
      <div className="flex flex-col gap-3 text-sm">
        <p className="text-soft">
          {t.editedBy(formatDateTime(edited.editedAt))} · <UserLink id={edited.editedBy} />
        </p>
        {edited.event && (
          <DiffView
            before={JSON.stringify(original, null, 2)}
            after={JSON.stringify(edited.event, null, 2)}
          />
        )}
        {edited.consumed && <p className="text-good">{t.editConsumed}</p>}
        {edited.reason && (
          <>
            <p className="text-bad">{t.editFailed}</p>
            <Code label={t.reason}>{edited.reason}</Code>
          </>
        )}
      </div>
    </Panel>
  );
}
