import type { Address, ShipmentView } from '@orderwire/contracts';
import { useForm } from 'react-hook-form';
import { api } from '../../../api/client';
import { Problem } from '../../../api/problem';
import { TextField } from '../../../ui/field';
import { m } from '../../messages';
import { ActionDialog } from '../../shell/action-dialog';
import { useOrderAction } from '../order/use-order-action';

const fields = ['name', 'line1', 'line2', 'postalCode', 'city', 'state', 'country'] as const;

interface CorrectAddressDialogProps {
  orderId: string;
  shipment: ShipmentView;
  onClose: () => void;
}

/** Replaces the address of the parcel, not that of the order. */
export function CorrectAddressDialog({ orderId, shipment, onClose }: CorrectAddressDialogProps) {
  const t = m.parcels;
  const form = useForm<Record<(typeof fields)[number], string>>({
    defaultValues: Object.fromEntries(fields.map((name) => [name, shipment.address?.[name] ?? ''])),
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
  const errorOf = (name: string) => violations.find(({ path }) => path === `address.${name}`)?.message;
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
            {...form.register(name)}
          />
        ))}
      </div>
    </ActionDialog>
  );
}
