import type { OrderView } from '@orderwire/contracts';
import { useState } from 'react';
import { api } from '../../../api/client';
import { TextArea } from '../../../ui/field';
import { Notice } from '../../../ui/states';
import { m } from '../../messages';
import { ActionDialog } from '../../shell/action-dialog';
import { useOrderAction } from './use-order-action';

interface CancelDialogProps {
  order: OrderView;
  open: boolean;
  onClose: () => void;
}

export function CancelDialog({ order, open, onClose }: CancelDialogProps) {
  const t = m.order.cancelDialog;
  const [reason, setReason] = useState('');
  const cancel = useOrderAction(order.id, {
    act: () => api.post(`/orders/${order.id}/cancel`, reason.trim() ? { reason } : {}),
    done: t.done,
    onDone: onClose,
  });
  return (
    <ActionDialog
      open={open}
      onClose={onClose}
      title={t.title}
      lead={t.lead}
      submit={t.submit}
      dismiss={t.keep}
      danger
      busy={cancel.isPending}
      error={cancel.error}
      onSubmit={() => cancel.mutate()}
    >
      {order.paymentState === 'payment_processing' && <Notice tone="warn">{t.processing}</Notice>}
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
