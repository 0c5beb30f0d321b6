import type { Address, ShipmentView } from '@orderwire/contracts';
import { useForm } from 'react-hook-form';
import { api } from '../../../api/client';
import { Problem } from '../../../api/problem';
import { SelectField, TextField } from '../../../ui/field';
import { m } from '../../messages';
import { countryOptions } from '../../parts/country-options';
import { ActionDialog } from '../../shell/action-dialog';
import { useOrderAction } from '../order/use-order-action';

const fields = ['name', 'line1', 'line2', 'postalCode', 'city', 'state'] as const;

type Values = Record<(typeof fields)[number] | 'country', string>;

const required: ReadonlySet<string> = new Set(['name', 'line1', 'city']);

interface CorrectAddressDialogProps {
  orderId: string;
  shipment: ShipmentView;
  onClose: () => void;
}

/** Replaces the address of the parcel, not that of the order. */
export function CorrectAddressDialog({ orderId, shipment, onClose }: CorrectAddressDialogProps) {
  const t = m.parcels;
  const form = useForm<Values>({
    defaultValues: Object.fromEntries(
      [...fields, 'country' as const].map((name) => [name, shipment.address?.[name] ?? '']),
    ),
  });
  const correct = useOrderAction(orderId, {
    act: (values: object) =>
      api.patch(`/shipments/${shipment.id}/address`, {
        address: Object.fromEntries(
          Object.entries(values).filter(([, value]) => value !== ''),
        ) as object as Address,
      }),
    done: t.corrected,
    onDone: onClose,
  });
  const violations = correct.error instanceof Problem ? correct.error.violations : [];
  const errorOf = (name: keyof Values) =>
    form.formState.errors[name]?.message ??
    violations.find(({ path }) => path === `address.${name}`)?.message;
  const isExplained = violations.length > 0 && violations.every(({ path }) => path.startsWith('address.'));
  return (
    <ActionDialog
      open
      onClose={onClose}
      title={t.correct}
      lead={t.correctLead}
      submit={t.save}
      busy={correct.isPending}
      error={isExplained ? null : correct.error}
      onSubmit={() => void form.handleSubmit((values) => correct.mutate(values))()}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        {fields.map((name) => (
          <TextField
            key={name}
            label={t.fields[name]}
            error={errorOf(name)}
            className={name === 'name' || name === 'line1' || name === 'line2' ? 'sm:col-span-2' : ''}
            {...form.register(name, {
              validate: (text) => !required.has(name) || text.trim() !== '' || t.missing,
            })}
          />
        ))}
        <SelectField label={t.fields.country} error={errorOf('country')} {...form.register('country')}>
          {countryOptions.map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </SelectField>
      </div>
    </ActionDialog>
  );
}
