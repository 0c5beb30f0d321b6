import type { DeadLetterSummary, DeadLetterView } from '@orderwire/contracts';
import { useState } from 'react';
import { api } from '../../../api/client';
import { Button } from '../../../ui/button';
import { TextArea } from '../../../ui/field';
import { m } from '../../messages';
import { useAction } from '../../parts/use-action';
import { Panel } from '../../shell/page';
import { DiffView } from '../diff/diff-view';
import { parsePayload } from './parse-payload';
import { RequeueProblem } from './requeue-problem';

const t = m.operations.deadLetters;

const asText = (event: object): string => JSON.stringify(event, null, 2);

/** The payload as text that can be changed, what was changed, and the button that requeues it. */
export function EditPanel({ letter, path }: { letter: DeadLetterView; path: string }) {
  if (!letter.event)
    return (
      <Panel title={t.edit}>
        <p className="text-sm text-soft">{t.cut}</p>
      </Panel>
    );
  return <Editor original={letter.event} path={path} />;
}

function Editor({ original, path }: { original: Readonly<Record<string, unknown>>; path: string }) {
  const before = asText(original);
  const [text, setText] = useState(before);
  const parsed = parsePayload(text);
  const isChanged = parsed.payload !== undefined && asText(parsed.payload) !== before;
  const action = useAction({
    run: (payload: object) => api.post<DeadLetterSummary>(`${path}/requeue`, { payload }),
    done: t.requeued,
    refresh: ['dead-letters'],
  });
  return (
    <Panel title={t.edit}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (parsed.payload && isChanged) action.mutate(parsed.payload);
        }}
      >
        <p className="max-w-prose text-sm text-soft">{t.editLead}</p>
        <div className="grid gap-5 lg:grid-cols-2">
          <TextArea
            label={t.editor}
            value={text}
            onChange={(event) => setText(event.target.value)}
            rows={Math.min(24, Math.max(8, before.split('\n').length + 1))}
            spellCheck={false}
            autoCapitalize="off"
            error={parsed.problem && (parsed.problem === 'not_json' ? t.notJson : t.notObject)}
            className="[&_textarea]:font-mono [&_textarea]:text-[0.8125rem]"
          />
          <div className="flex min-w-0 flex-col gap-1">
            <h3 className="text-sm font-medium">{t.changes}</h3>
            {isChanged && parsed.payload ? (
              <DiffView before={before} after={asText(parsed.payload)} />
            ) : (
              <p className="rounded-lg bg-muted p-4 text-sm text-soft">{t.noChanges}</p>
            )}
          </div>
        </div>
        {action.isError && <RequeueProblem error={action.error} />}
        <div>
          <Button type="submit" look="primary" busy={action.isPending} disabled={!isChanged}>
            {t.requeueEdited}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
