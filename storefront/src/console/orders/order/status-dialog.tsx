import type { OrderView } from '@orderwire/contracts';
import { useState } from 'react';
import { api } from '../../../api/client';
import { Problem } from '../../../api/problem';
import { TextArea } from '../../../ui/field';
import { Notice } from '../../../ui/states';
import { m } from '../../messages';
import { ActionDialog } from '../../shell/action-dialog';
import { useOrderAction } from './use-order-action';

interface StatusDialogProps {
  order: OrderView;
  to: 'SHIPPED' | 'DELIVERED';
  onClose: () => void;
}

/** Codes of why the order must not be shipped; the page may know of them before the server says so. */
function blocksOf(order: OrderView, error: unknown): string[] {
  const said = error instanceof Problem ? error.details['blockedBy'] : undefined;
  const known = [
    ...((order.refundPendingAmount ?? 0) > 0 ? ['orders.refund_pending'] : []),
    ...(order.dispute === 'open' ? ['orders.dispute_open'] : []),
    ...(order.dispute === 'lost' ? ['orders.dispute_lost'] : []),
    ...(order.fraudWarning ? ['orders.fraud_warning'] : []),
    ...(order.review === 'open' ? ['orders.review_open'] : []),
  ];
  return [...new Set([...known, ...(Array.isArray(said) ? said.map(String) : [])])];
}

/** Marks the order as shipped or delivered. Shipping while its money goes back needs a reason. */
export function StatusDialog({ order, to, onClose }: StatusDialogProps) {
  const t = m.order.statusDialog;
  const [reason, setReason] = useState('');
  const [override, setOverride] = useState('');
  const [isMissing, setMissing] = useState(false);
  const change = useOrderAction(order.id, {
    act: () =>
      api.patch(`/orders/${order.id}/status`, {
        status: to,
        ...(reason.trim() && { reason }),
        ...(override.trim() && { overrideReason: override }),
      }),
    done: t.done,
    onDone: onClose,
  });
  const blocks = to === 'SHIPPED' ? blocksOf(order, change.error) : [];
  const isBlock = change.error instanceof Problem && blocks.includes(change.error.code);
  const submit = () => {
    const missing = blocks.length > 0 && override.trim() === '';
    setMissing(missing);
    if (!missing) change.mutate();
  };
  return (
    <ActionDialog
      open
      onClose={onClose}
      title={t[to].title}
      lead={t[to].lead}
      submit={blocks.length > 0 ? t.submitOverride : t.submit}
      danger={blocks.length > 0}
      busy={change.isPending}
      error={isBlock ? null : change.error}
      onSubmit={submit}
    >
      {blocks.length > 0 && (
        <>
          <Notice tone="bad" title={t.blocked}>
            <ul className="list-disc pl-5">
              {blocks.map((code) => (
                <li key={code}>{m.problems.codes[code] ?? code}</li>
              ))}
            </ul>
          </Notice>
          <TextArea
            label={t.override}
            hint={t.overrideHint}
            error={isMissing ? t.overrideMissing : undefined}
            maxLength={500}
            required
            value={override}
            onChange={(event) => setOverride(event.target.value)}
          />
        </>
      )}
      <TextArea
        label={t.reason}
        hint={t.reasonHint}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </ActionDialog>
  );
}
