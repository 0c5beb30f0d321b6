import type {
  ReplayWebhookDeliveriesRequest,
  WebhookDeliveriesReplayed,
  WebhookReplay,
} from '@orderwire/contracts';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { api } from '../../api/client';
import { TextField } from '../../ui/field';
import { m } from '../messages';
import { ActionForm } from '../parts/action-form';
import { optionsOf } from '../parts/filter-fields';
import { localTime } from '../parts/local-time';
import { useAction } from '../parts/use-action';

interface Values {
  which: WebhookReplay;
  from: string;
  to: string;
}

type Range = Omit<ReplayWebhookDeliveriesRequest, 'endpointId'>;

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Replays part by part until the range ends. */
export function ReplayForm({ endpointId, close }: { endpointId: string; close: () => void }) {
  const t = m.webhooks.replay;
  const [replayed, setReplayed] = useState(0);
  const form = useForm<Values>({
    defaultValues: {
      which: 'failed',
      from: localTime(Date.now() - DAY_MS),
      // The field has no seconds: the minute that is not over belongs to the range.
      to: localTime(Date.now() + MINUTE_MS),
    },
  });
  const { errors } = form.formState;
  const action = useAction({
    run: async (range: Range) => {
      let count = 0;
      let cursor: string | null | undefined;
      do {
        const reply: WebhookDeliveriesReplayed = await api.post(`/webhooks/endpoints/${endpointId}/replays`, {
          ...range,
          ...(cursor && { cursor }),
        });
        count += reply.replayed;
        cursor = reply.nextCursor;
        setReplayed(count);
      } while (cursor);
      return count;
    },
    done: (count) => t.done(count),
    refresh: ['webhooks'],
    onDone: close,
  });
  return (
    <ActionForm
      form={form}
      action={action}
      input={({ which, from, to }): Range => ({
        which,
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
      })}
      submit={t.submit}
      close={close}
    >
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 text-sm font-medium">{t.which}</legend>
        {optionsOf(t.choices).map(([which, text]) => (
          <label key={which} className="flex items-start gap-2.5 text-sm">
            <input type="radio" value={which} className="mt-1 accent-accent" {...form.register('which')} />
            {text}
          </label>
        ))}
      </fieldset>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField label={t.from} type="datetime-local" required {...form.register('from')} />
        <TextField
          label={t.to}
          type="datetime-local"
          required
          error={errors.to?.message}
          {...form.register('to', {
            validate: (to, { from }) => Date.parse(to) > Date.parse(from) || t.errors.range,
          })}
        />
      </div>
      {action.isPending && (
        <p role="status" className="text-sm text-soft">
          {t.progress(replayed)}
        </p>
      )}
    </ActionForm>
  );
}
