import { api } from '../../../api/client';
import { m } from '../../messages';
import { ActionDialog } from '../../shell/action-dialog';
import { useOrderAction } from '../order/use-order-action';

interface VoidLabelDialogProps {
  orderId: string;
  shipmentId: string;
  open: boolean;
  onClose: () => void;
}

export function VoidLabelDialog({ orderId, shipmentId, open, onClose }: VoidLabelDialogProps) {
  const t = m.parcels;
  const voiding = useOrderAction(orderId, {
    act: () => api.post(`/shipments/${shipmentId}/void`),
    done: t.voided,
    onDone: onClose,
  });
  return (
    <ActionDialog
      open={open}
      onClose={onClose}
      title={t.voidTitle}
      lead={t.voidLead}
      submit={t.void}
      danger
      busy={voiding.isPending}
      error={voiding.error}
      onSubmit={() => voiding.mutate()}
    />
  );
}
