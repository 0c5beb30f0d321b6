import type { TaxRateView } from '@orderwire/contracts';
import { useForm } from 'react-hook-form';
import { api } from '../../api/client';
import { countryName } from '../../i18n/format';
import { TextField } from '../../ui/field';
import { m } from '../messages';
import { ActionForm } from '../parts/action-form';
import { DialogButton } from '../parts/dialog-button';
import { useAction } from '../parts/use-action';

const t = m.taxRates;

export function EndTaxRate({ rate }: { rate: TaxRateView }) {
  return (
    <DialogButton
      size="small"
      label={t.end}
      title={t.endOf(`${rate.name}, ${countryName(rate.country)}`)}
      description={t.endLead}
    >
      {(close) => <EndForm rate={rate} close={close} />}
    </DialogButton>
  );
}

function EndForm({ rate, close }: { rate: TaxRateView; close: () => void }) {
  const form = useForm({ defaultValues: { validUntil: '' } });
  const action = useAction({
    run: (request: { validUntil?: string }) => api.post<TaxRateView>(`/tax-rates/${rate.id}/end`, request),
    done: t.ended,
    refresh: ['tax-rates'],
    onDone: close,
  });
  return (
    <ActionForm
      form={form}
      action={action}
      input={({ validUntil }) => (validUntil ? { validUntil: new Date(validUntil).toISOString() } : {})}
      submit={t.end}
      danger
      close={close}
    >
      <TextField
        label={t.fields.validUntil}
        hint={t.fields.validUntilHint}
        type="datetime-local"
        error={form.formState.errors.validUntil?.message}
        {...form.register('validUntil')}
      />
    </ActionForm>
  );
}
