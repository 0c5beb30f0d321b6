import type { OrderView, ReturnView } from '@orderwire/contracts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../api/client';
import { TextArea, TextField } from '../../../ui/field';
import { m } from '../../messages';
import { ActionDialog } from '../../shell/action-dialog';
import { useIdempotencyKey } from '../../shell/use-idempotency-key';
import { timelineQuery } from '../order/order-queries';
import { useOrderAction } from '../order/use-order-action';
import { refundsOf, restockLeft } from '../refunds/refund-plan';

interface CreateReturnDialogProps {
  order: OrderView;
  returns: readonly ReturnView[];
  onClose: () => void;
}

/** Which units come back. Units of other returns, and those that refunds restocked, are not offered. */
export function CreateReturnDialog({ order, returns, onClose }: CreateReturnDialogProps) {
  const t = m.parcels.returns;
  const refunds = refundsOf(useQuery(timelineQuery(order.id)).data?.entries ?? []);
  const [units, setUnits] = useState<Readonly<Record<string, number>>>({});
  const [reason, setReason] = useState('');
  const [isChecked, setChecked] = useState(false);

  const returned = (productId: string) =>
    returns
      .flatMap(({ items }) => items)
      .filter((item) => item.productId === productId)
      .reduce((sum, { quantity }) => sum + quantity, 0);
  const lines = order.items.map((line) => ({
    ...line,
    left: Math.max(0, restockLeft(line, refunds) - returned(line.productId)),
  }));
  const items = lines
    .map(({ productId, left }) => ({ productId, quantity: Math.min(left, units[productId] ?? 0) }))
    .filter(({ quantity }) => quantity > 0);

  const key = useIdempotencyKey({ units, reason });
  const create = useOrderAction(order.id, {
    act: () =>
      api.post(
        `/orders/${order.id}/returns`,
        { items, ...(reason.trim() && { reason }) },
        { 'idempotency-key': key },
      ),
    done: t.created,
    onDone: onClose,
  });
  return (
    <ActionDialog
      open
      onClose={onClose}
      title={t.create}
      lead={t.createLead}
      submit={t.submit}
      busy={create.isPending}
      error={create.error}
      onSubmit={() => {
        setChecked(true);
        if (items.length > 0) create.mutate();
      }}
    >
      <ul className="divide-y divide-line rounded-lg border border-line">
        {lines.map(({ productId, name, left }) => (
          <li key={productId} className="flex items-center justify-between gap-3 px-3 py-2.5 text-sm">
            <span className="min-w-0 truncate font-medium">{name}</span>
            <span className="flex items-center gap-2">
              <TextField
                label={t.units(name)}
                labelHidden
                type="number"
                min={0}
                max={left}
                disabled={left === 0}
                value={units[productId] ?? 0}
                onChange={(event) =>
                  setUnits((before) => ({
                    ...before,
                    [productId]: Math.min(left, Math.max(0, Math.trunc(Number(event.target.value)) || 0)),
                  }))
                }
                className="w-20"
              />
              <span className="text-soft tabular-nums">{m.refund.ordered(left)}</span>
            </span>
          </li>
        ))}
      </ul>
      {isChecked && items.length === 0 && (
        <p role="alert" className="text-sm text-bad">
          {t.choose}
        </p>
      )}
      <TextArea
        label={t.reason}
        hint={t.reasonHint}
        rows={2}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </ActionDialog>
  );
}
