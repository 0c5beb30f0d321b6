import { requiresPostalCode } from '@orderwire/contracts/countries';
import { useMemo } from 'react';
import { get, type FieldPath, type FieldValues, type UseFormReturn } from 'react-hook-form';
import { SelectField, TextField } from '../../ui/field';
import { m } from '../messages';
import { type AddressValues, namedCountries } from './address';

/** The names that browsers fill in. */
const tokens: Readonly<Record<keyof AddressValues, string>> = {
  name: 'name',
  line1: 'address-line1',
  line2: 'address-line2',
  city: 'address-level2',
  state: 'address-level1',
  postalCode: 'postal-code',
  country: 'country',
};

const limits = { name: 200, line1: 200, line2: 200, city: 100, state: 100, postalCode: 20 };

/** The fields of an address at `path` of the form. `section`: whose address it is, for browsers. */
export function AddressFields<Values extends FieldValues>({
  form,
  path,
  section,
}: {
  form: UseFormReturn<Values>;
  path: string;
  section: 'shipping' | 'billing';
}) {
  const countries = useMemo(namedCountries, []);
  const { errors } = form.formState;
  const at = (field: string) => (path ? `${path}.${field}` : field) as FieldPath<Values>;
  const errorOf = (field: keyof AddressValues): string | undefined => {
    const error: { message?: string } | undefined = get(errors, at(field));
    return error?.message;
  };
  const country = form.watch(at('country')) as string;
  const needsPostalCode = country === '' || requiresPostalCode(country);
  const field = (name: Exclude<keyof AddressValues, 'country'>, required: boolean) => ({
    ...form.register(at(name), {
      validate: (value: string) => !required || value.trim() !== '' || m.problems.required,
    }),
    label: required ? m.address[name] : m.address.optional(m.address[name]),
    autoComplete: `${section} ${tokens[name]}`,
    maxLength: limits[name],
    required,
    error: errorOf(name),
  });
  return (
    <div className="grid gap-4 sm:grid-cols-6">
      <TextField {...field('name', true)} className="sm:col-span-6" />
      <SelectField
        {...form.register(at('country'), {
          validate: (value: string) => value !== '' || m.problems.required,
          // Another country may need no postal code.
          onChange: () => form.clearErrors(at('postalCode')),
        })}
        label={m.address.country}
        autoComplete={`${section} ${tokens.country}`}
        required
        error={errorOf('country')}
        className="sm:col-span-6"
      >
        <option value="">{m.address.chooseCountry}</option>
        {countries.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </SelectField>
      <TextField {...field('line1', true)} className="sm:col-span-6" />
      <TextField {...field('line2', false)} className="sm:col-span-6" />
      <TextField {...field('postalCode', needsPostalCode)} className="sm:col-span-2" />
      <TextField {...field('city', true)} className="sm:col-span-4" />
      <TextField {...field('state', false)} className="sm:col-span-6" />
    </div>
  );
}
