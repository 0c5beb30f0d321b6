import type { Address, ShipmentView } from '@orderwire/contracts';
import { useForm } from 'react-hook-form';
import { api } from '../../api/client';
import { SelectField, TextField } from '../../ui/field';
import { m } from '../messages';
import { ActionForm } from '../parts/action-form';
import { countryOptions } from '../parts/country-options';
import { useAction } from '../parts/use-action';

interface Values {
  address: Required<Address>;
}

const empty = { name: '', line1: '', line2: '', city: '', state: '', postalCode: '', country: 'US' };
const fields = ['name', 'line1', 'line2', 'postalCode', 'city', 'state'] as const;
const required = new Set<string>(['name', 'line1', 'city']);

export function AddressForm({
  shipmentId,
  address,
  close,
}: {
  shipmentId: string;
  address: Address | null;
  close: () => void;
}) {
  const t = m.shipping;
  const form = useForm<Values>({ defaultValues: { address: { ...empty, ...address } } });
  const errors = form.formState.errors.address;
  const action = useAction({
    run: (request: Values) => api.patch<ShipmentView>(`/shipments/${shipmentId}/address`, request),
    done: t.corrected,
    refresh: ['shipments'],
    onDone: close,
  });
  return (
    <ActionForm form={form} action={action} input={(values) => values} submit={t.save} close={close}>
      {fields.map((name) => (
        <TextField
          key={name}
          label={t.fields[name]}
          error={errors?.[name]?.message}
          {...form.register(`address.${name}`, {
            validate: (text) => !required.has(name) || text.trim() !== '' || t.required,
          })}
        />
      ))}
      <SelectField
        label={t.fields.country}
        error={errors?.country?.message}
        {...form.register('address.country')}
      >
        {countryOptions.map(([code, name]) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </SelectField>
    </ActionForm>
  );
}
