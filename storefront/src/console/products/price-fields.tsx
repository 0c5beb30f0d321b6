import { currencies } from '@orderwire/contracts/currencies';
import { Plus, X } from 'lucide-react';
import { useFieldArray, type UseFormReturn } from 'react-hook-form';
import { parseMoney } from '../../i18n/format';
import { Button } from '../../ui/button';
import { SelectField, TextField } from '../../ui/field';
import { m } from '../messages';
import type { ProductValues } from './product-values';

const t = m.products;

/** One price per currency, at least one. */
export function PriceFields({ form }: { form: UseFormReturn<ProductValues> }) {
  const { control, register, formState, watch } = form;
  const { fields, append, remove } = useFieldArray({ control, name: 'prices' });
  const prices = watch('prices');
  const unused = currencies.find((code) => !prices.some(({ currency }) => currency === code)) ?? 'usd';
  const errors = formState.errors.prices;
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-sm font-medium">{t.fields.prices}</legend>
      {errors?.message && (
        <p role="alert" className="text-sm text-bad">
          {errors.message}
        </p>
      )}
      {fields.map(({ id }, index) => {
        const currency = prices[index]?.currency ?? '';
        return (
          <div key={id} className="flex items-start gap-2">
            <SelectField
              label={t.fields.currency}
              labelHidden
              className="w-28 shrink-0"
              error={errors?.[index]?.currency?.message}
              {...register(`prices.${index}.currency`, {
                validate: (code, { prices: all }) =>
                  all.findIndex((price) => price.currency === code) === index || t.errors.currencyTwice,
              })}
            >
              {currencies.map((code) => (
                <option key={code} value={code}>
                  {code.toUpperCase()}
                </option>
              ))}
            </SelectField>
            <TextField
              label={t.fields.amount}
              labelHidden
              inputMode="decimal"
              className="min-w-0 flex-1"
              error={errors?.[index]?.amount?.message}
              {...register(`prices.${index}.amount`, {
                validate: (amount, { prices: all }) =>
                  parseMoney(amount, all[index]?.currency ?? 'usd') !== undefined ||
                  t.errors.amount((all[index]?.currency ?? '').toUpperCase()),
              })}
            />
            <Button
              look="quiet"
              aria-label={t.fields.removePrice(currency.toUpperCase())}
              disabled={fields.length === 1}
              onClick={() => remove(index)}
              className="px-2.5"
            >
              <X aria-hidden className="size-4" />
            </Button>
          </div>
        );
      })}
      <div>
        <Button size="small" onClick={() => append({ currency: unused, amount: '' })}>
          <Plus aria-hidden className="size-4" />
          {t.fields.addPrice}
        </Button>
      </div>
    </fieldset>
  );
}
