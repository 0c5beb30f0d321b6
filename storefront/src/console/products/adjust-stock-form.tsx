import type { ProductView } from '@orderwire/contracts';
import { useForm, useWatch } from 'react-hook-form';
import { api } from '../../api/client';
import { TextField } from '../../ui/field';
import { m } from '../messages';
import { ActionForm } from '../parts/action-form';
import { useAction } from '../parts/use-action';
import { useIdempotencyKey } from '../shell/use-idempotency-key';

interface Adjustment {
  delta: string;
  reason: string;
}

const isDelta = (text: string) => /^\s*[+-]?\d{1,10}\s*$/.test(text) && Number(text) !== 0;

export function AdjustStockForm({ productId, close }: { productId: string; close: () => void }) {
  const t = m.products;
  const form = useForm<Adjustment>({ defaultValues: { delta: '', reason: '' } });
  const { errors } = form.formState;
  const key = useIdempotencyKey(useWatch({ control: form.control }));
  const action = useAction({
    run: (adjustment: { delta: number; reason: string }) =>
      api.post<ProductView>(`/products/${productId}/stock-adjustments`, adjustment, {
        'idempotency-key': key,
      }),
    done: t.adjusted,
    refresh: ['products'],
    onDone: close,
  });
  return (
    <ActionForm
      form={form}
      action={action}
      input={({ delta, reason }) => ({ delta: Number(delta), reason: reason.trim() })}
      submit={t.adjust}
      close={close}
    >
      <TextField
        label={t.delta}
        inputMode="text"
        error={errors.delta?.message}
        {...form.register('delta', { validate: (text) => isDelta(text) || t.errors.delta })}
      />
      <TextField
        label={t.reason}
        hint={t.reasonHint}
        maxLength={500}
        error={errors.reason?.message}
        {...form.register('reason', { validate: (text) => text.trim() !== '' || t.errors.required })}
      />
    </ActionForm>
  );
}
