import { Controller, type UseFormReturn } from 'react-hook-form';
import { CheckboxField, TextField } from '../../ui/field';
import { m } from '../messages';
import { eventTypes } from './webhooks-search';

export interface EndpointValues {
  url: string;
  description: string;
  events: readonly string[];
  enabled: boolean;
}

const t = m.webhooks;

/** The types that the entries of a filter stand for: `order.*` is all of one noun. */
const isChosen = (events: readonly string[], type: string): boolean =>
  events.includes(type) || events.includes(`${type.split('.')[0]}.*`);

/** The fields of an endpoint. */
export function EndpointFields({ form }: { form: UseFormReturn<EndpointValues> }) {
  const { register, formState } = form;
  const { errors } = formState;
  return (
    <>
      <TextField
        label={t.fields.url}
        hint={t.fields.urlHint}
        type="url"
        placeholder="https://"
        error={errors.url?.message}
        {...register('url', { validate: (url) => /^https?:\/\/./.test(url.trim()) || t.errors.url })}
      />
      <TextField
        label={t.fields.description}
        maxLength={500}
        error={errors.description?.message}
        {...register('description')}
      />
      <Controller
        control={form.control}
        name="events"
        rules={{ validate: (events) => events.length > 0 || t.errors.events }}
        render={({ field }) => (
          <EventsField value={field.value} onChange={field.onChange} error={errors.events?.message} />
        )}
      />
    </>
  );
}

function EventsField({
  value,
  onChange,
  error,
}: {
  value: readonly string[];
  onChange: (events: readonly string[]) => void;
  error: string | undefined;
}) {
  const all = value.includes('*');
  const chosen = eventTypes.filter((type) => isChosen(value, type));
  const toggle = (type: (typeof eventTypes)[number]) =>
    onChange(chosen.includes(type) ? chosen.filter((each) => each !== type) : [...chosen, type]);
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-sm font-medium">{t.fields.events}</legend>
      <CheckboxField
        label={t.fields.all}
        checked={all}
        onChange={(event) => onChange(event.target.checked ? ['*'] : [])}
      />
      {!all && (
        <div className="grid gap-x-4 gap-y-2 rounded-xl border border-line p-4 sm:grid-cols-2">
          {eventTypes.map((type) => (
            <CheckboxField
              key={type}
              label={<span className="font-mono text-[0.8125rem]">{type}</span>}
              checked={chosen.includes(type)}
              onChange={() => toggle(type)}
            />
          ))}
        </div>
      )}
      {error && (
        <p role="alert" className="text-sm text-bad">
          {error}
        </p>
      )}
    </fieldset>
  );
}
