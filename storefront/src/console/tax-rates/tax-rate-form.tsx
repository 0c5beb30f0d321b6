import type { CreateTaxRateRequest, TaxClass, TaxRateView } from '@orderwire/contracts';
import { useForm } from 'react-hook-form';
import { api } from '../../api/client';
import { CheckboxField, SelectField, TextField } from '../../ui/field';
import { m } from '../messages';
import { ActionForm } from '../parts/action-form';
import { countryOptions } from '../parts/country-options';
import { optionsOf } from '../parts/filter-fields';
import { useAction } from '../parts/use-action';

interface Values {
  country: string;
  taxClass: TaxClass;
  name: string;
  percentage: string;
  inclusive: boolean;
  validFrom: string;
}

const t = m.taxRates;

const parsePercentage = (text: string): number | undefined => {
  const number = /^\s*\d{1,3}(?:[.,]\d{1,4})?\s*$/.test(text) ? Number(text.replace(',', '.')) : NaN;
  return number <= 100 ? number : undefined;
};

const requestOf = ({ validFrom, percentage, ...values }: Values): CreateTaxRateRequest => ({
  ...values,
  name: values.name.trim(),
  percentage: parsePercentage(percentage) ?? 0,
  ...(validFrom && { validFrom: new Date(validFrom).toISOString() }),
});

export function TaxRateForm({ close }: { close: () => void }) {
  const form = useForm<Values>({
    defaultValues: {
      country: 'DE',
      taxClass: 'standard',
      name: '',
      percentage: '',
      inclusive: true,
      validFrom: '',
    },
  });
  const { register, formState } = form;
  const { errors } = formState;
  const action = useAction({
    run: (request: CreateTaxRateRequest) => api.post<TaxRateView>('/tax-rates', request),
    done: t.created,
    refresh: ['tax-rates'],
    onDone: close,
  });
  return (
    <ActionForm form={form} action={action} input={requestOf} submit={t.create} close={close}>
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField label={t.fields.country} error={errors.country?.message} {...register('country')}>
          {countryOptions.map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </SelectField>
        <SelectField label={t.fields.taxClass} {...register('taxClass')}>
          {optionsOf(m.products.taxClasses).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </SelectField>
        <TextField
          label={t.fields.name}
          maxLength={50}
          error={errors.name?.message}
          {...register('name', { validate: (text) => text.trim() !== '' || t.errors.required })}
        />
        <TextField
          label={t.fields.percentage}
          inputMode="decimal"
          error={errors.percentage?.message}
          {...register('percentage', {
            validate: (text) => parsePercentage(text) !== undefined || t.errors.percentage,
          })}
        />
      </div>
      <CheckboxField label={t.fields.inclusive} hint={t.fields.inclusiveHint} {...register('inclusive')} />
      <TextField
        label={t.fields.validFrom}
        hint={t.fields.validFromHint}
        type="datetime-local"
        error={errors.validFrom?.message}
        {...register('validFrom')}
      />
    </ActionForm>
  );
}
