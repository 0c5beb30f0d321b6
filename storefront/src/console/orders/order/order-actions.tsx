import type { OrderView } from '@orderwire/contracts';
import { CircleX, PackageCheck, Truck, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button';
import { m } from '../../messages';
import { RefundDialog } from '../refunds/refund-dialog';
import { CancelDialog } from './cancel-dialog';
import { StatusDialog } from './status-dialog';

type Action = 'refund' | 'cancel' | 'SHIPPED' | 'DELIVERED';

/** What of a paid order can still be refunded. */
export const refundable = (order: OrderView): number =>
  ['PAID', 'SHIPPED', 'DELIVERED'].includes(order.status)
    ? order.totalAmount - order.refundedAmount - (order.refundPendingAmount ?? 0)
    : 0;

/** The buttons that the status of the order allows, and their dialogs. */
export function OrderActions({ order }: { order: OrderView }) {
  const t = m.order.actions;
  const [action, setAction] = useState<Action>();
  const close = () => setAction(undefined);
  return (
    <>
      {order.status === 'SHIPPED' && (
        <Button onClick={() => setAction('DELIVERED')}>
          <PackageCheck aria-hidden className="size-4" />
          {t.deliver}
        </Button>
      )}
      {order.status === 'PAID' && (
        <Button onClick={() => setAction('SHIPPED')}>
          <Truck aria-hidden className="size-4" />
          {t.ship}
        </Button>
      )}
      {refundable(order) > 0 && order.paymentId && (
        <Button look="primary" onClick={() => setAction('refund')}>
          <Undo2 aria-hidden className="size-4" />
          {t.refund}
        </Button>
      )}
      {order.status === 'PENDING' && (
        <Button look="danger" onClick={() => setAction('cancel')}>
          <CircleX aria-hidden className="size-4" />
          {t.cancel}
        </Button>
      )}
      <CancelDialog order={order} open={action === 'cancel'} onClose={close} />
      {(action === 'SHIPPED' || action === 'DELIVERED') && (
        <StatusDialog order={order} to={action} onClose={close} />
      )}
      {action === 'refund' && <RefundDialog order={order} onClose={close} />}
    </>
  );
}
