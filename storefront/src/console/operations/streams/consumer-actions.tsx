import type { ConsumerView } from '@orderwire/contracts';
import { useForm } from 'react-hook-form';
import { api } from '../../../api/client';
import { TextField } from '../../../ui/field';
import { m } from '../../messages';
import { ActionForm } from '../../parts/action-form';
import { ConfirmButton, DialogButton } from '../../parts/dialog-button';
import { useAction } from '../../parts/use-action';

const t = m.operations.streams;

/** The longest pause: one day. */
const MAX_MINUTES = 1_440;

/** Pauses or resumes a consumer. */
export function ConsumerActions({ consumer: { consumer, state } }: { consumer: ConsumerView }) {
  if (state === 'missing') return null;
  if (state === 'paused')
    return (
      <ConfirmButton
        size="small"
        label={t.resume}
        title={t.resumeOf(consumer)}
        description={t.resumeLead}
        run={() => api.post<ConsumerView>(`/operations/consumers/${consumer}/resume`)}
        done={t.resumed}
        refresh={['streams']}
      />
    );
  return (
    <DialogButton
      size="small"
      look="quiet"
      label={t.pause}
      title={t.pauseOf(consumer)}
      description={t.pauseLead}
    >
      {(close) => <PauseForm consumer={consumer} close={close} />}
    </DialogButton>
  );
}

function PauseForm({ consumer, close }: { consumer: string; close: () => void }) {
  const form = useForm({ defaultValues: { minutes: '30' } });
  const action = useAction({
    run: (request: { minutes: number }) =>
      api.post<ConsumerView>(`/operations/consumers/${consumer}/pause`, request),
    done: t.paused,
    refresh: ['streams'],
    onDone: close,
  });
  return (
    <ActionForm
      form={form}
      action={action}
      input={({ minutes }) => ({ minutes: Number(minutes) })}
      submit={t.pause}
      close={close}
    >
      <TextField
        label={t.minutes}
        inputMode="numeric"
        error={form.formState.errors.minutes?.message}
        {...form.register('minutes', {
          validate: (text) =>
            (/^\s*\d{1,4}\s*$/.test(text) && Number(text) >= 1 && Number(text) <= MAX_MINUTES) ||
            t.minutesError,
        })}
      />
    </ActionForm>
  );
}
