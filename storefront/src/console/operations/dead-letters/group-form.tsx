import type { DeadLetterGroup, DeadLetterGroupProgress } from '@orderwire/contracts';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { api } from '../../../api/client';
import { m } from '../../messages';
import { ActionForm } from '../../parts/action-form';
import { useAction } from '../../parts/use-action';
import { ReasonField, type ReasonValues } from './reason-field';

interface GroupFormProps {
  action: 'requeue' | 'discard';
  group: DeadLetterGroup;
  close: () => void;
  onDone: () => void;
}

const none = { resolved: 0, failed: 0 };

/** Requeues or discards a group part by part, and shows how far it is. */
export function GroupForm({ action, group, close, onDone }: GroupFormProps) {
  const t = m.operations.deadLetters;
  const [progress, setProgress] = useState(none);
  const form = useForm<ReasonValues>({ defaultValues: { reason: '' } });
  const { service, consumer, errorGroup, lastAt, count } = group;
  const path = `/operations/dead-letters/${service}/groups/${action}`;
  const run = useAction({
    run: async (values: Partial<ReasonValues>) => {
      let total = none;
      let cursor: string | null = null;
      do {
        const part: DeadLetterGroupProgress = await api.post(path, {
          ...values,
          ...{ consumer, errorGroup, lastAt, count },
          ...(cursor !== null && { cursor }),
        });
        total = { resolved: total.resolved + part.resolved, failed: total.failed + part.failed };
        cursor = part.cursor;
        setProgress(total);
      } while (cursor !== null);
      return total;
    },
    done: ({ resolved, failed }) => t.done(resolved, failed),
    refresh: ['dead-letters'],
    onDone: () => {
      close();
      onDone();
    },
  });
  const isDiscard = action === 'discard';
  return (
    <ActionForm
      form={form}
      action={run}
      input={({ reason }): Partial<ReasonValues> => (isDiscard ? { reason: reason.trim() } : {})}
      submit={isDiscard ? t.discardAll(count) : t.requeueAll(count)}
      danger={isDiscard}
      close={close}
    >
      {isDiscard && <ReasonField form={form} />}
      {run.isPending && (
        <p role="status" className="text-sm text-soft">
          {t.progress(progress.resolved, progress.failed)}
        </p>
      )}
    </ActionForm>
  );
}
