import type { UseFormReturn } from 'react-hook-form';
import { SelectField, TextArea, TextField } from '../../ui/field';
import { m } from '../messages';
import { optionsOf } from '../parts/filter-fields';
import { PriceFields } from './price-fields';
import { parseCount, type ProductValues } from './product-values';

const t = m.products;
const isCount = (text: string) => parseCount(text) !== undefined || t.errors.number;

/** The fields of a product; `withStock`: also the units that a new one has. */
export function ProductFields({
  form,
  withStock,
}: {
  form: UseFormReturn<ProductValues>;
  withStock?: boolean;
}) {
  const { register } = form;
  const { errors } = form.formState;
  return (
    <>
      <TextField
        label={t.fields.name}
        maxLength={200}
        required
        error={errors.name?.message}
        {...register('name', { validate: (name) => name.trim() !== '' || t.errors.required })}
      />
      <TextArea
        label={t.fields.description}
        maxLength={5_000}
        error={errors.description?.message}
        {...register('description')}
      />
      <TextField
        label={t.fields.imageUrl}
        type="url"
        placeholder="https://"
        maxLength={2_000}
        error={errors.imageUrl?.message}
        {...register('imageUrl', {
          validate: (url) => /^(?:https?:\/\/.+)?$/i.test(url.trim()) || t.errors.url,
        })}
      />
      <PriceFields form={form} />
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField label={t.fields.taxClass} {...register('taxClass')}>
          {optionsOf(t.taxClasses).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </SelectField>
        {withStock && (
          <TextField
            label={t.fields.stock}
            inputMode="numeric"
            error={errors.stock?.message}
            {...register('stock', { validate: isCount })}
          />
        )}
        <TextField
          label={t.fields.lowThreshold}
          hint={t.fields.lowThresholdHint}
          inputMode="numeric"
          error={errors.lowThreshold?.message}
          {...register('lowThreshold', { validate: (text) => text.trim() === '' || isCount(text) })}
        />
      </div>
    </>
  );
}
