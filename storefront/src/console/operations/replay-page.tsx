import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { Button } from '../../ui/button';
import { SelectField, TextField } from '../../ui/field';
import { m } from '../messages';
import { useAction } from '../parts/use-action';
import { useUrlFilters } from '../table/filters/url-filters';
import { Page, Panel } from '../shell/page';
import { ProblemNotice } from '../shell/problem-notice';
import { replaySearch, services } from './operations-search';
import { countEvents, type ReplayCount, type ReplayValues } from './replay';
import { ReplayResult } from './replay-result';

const t = m.operations.replays;

/** Counts the events of a selection first, then publishes them again. */
export function ReplayPage() {
  const { search } = useUrlFilters(replaySearch);
  const form = useForm<ReplayValues>({
    defaultValues: { service: '', orderId: search.orderId ?? '', subject: '', from: '', to: '' },
  });
  const [counted, setCounted] = useState<{ values: ReplayValues; count: ReplayCount }>();
  const count = useAction({
    run: async (values: ReplayValues) => ({ values, count: await countEvents(values) }),
    refresh: [],
    onDone: setCounted,
  });
  const values = form.watch();
  const isEmpty = Object.entries(values).every(([name, value]) => name === 'service' || value === '');
  const isCurrent = counted !== undefined && JSON.stringify(counted.values) === JSON.stringify(values);
  return (
    <Page title={t.title} lead={t.lead}>
      <Panel title={t.selection}>
        <form
          className="flex flex-col gap-4"
          onSubmit={(event) => void form.handleSubmit((selected) => count.mutate(selected))(event)}
        >
          <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
            <SelectField label={t.service} {...form.register('service')}>
              <option value="">{t.allServices}</option>
              {services.map((service) => (
                <option key={service} value={service}>
                  {service}
                </option>
              ))}
            </SelectField>
            <TextField label={t.orderId} maxLength={36} {...form.register('orderId')} />
            <TextField label={t.subject} maxLength={200} {...form.register('subject')} />
            <TextField label={t.from} type="datetime-local" {...form.register('from')} />
            <TextField label={t.to} type="datetime-local" {...form.register('to')} />
          </div>
          {isEmpty && <p className="text-sm text-soft">{t.narrow}</p>}
          {count.isError && <ProblemNotice error={count.error} />}
          <div>
            <Button type="submit" look={isCurrent ? 'secondary' : 'primary'} busy={count.isPending}>
              {t.dryRun}
            </Button>
          </div>
        </form>
      </Panel>
      {counted && (
        <ReplayResult
          key={JSON.stringify(counted.values)}
          values={counted.values}
          count={counted.count}
          isCurrent={isCurrent}
        />
      )}
    </Page>
  );
}
