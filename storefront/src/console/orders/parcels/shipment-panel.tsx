import type { OrderView, ShipmentStatus, ShipmentView } from '@orderwire/contracts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { apiUrl } from '../../../api/transport';
import { formatDateTime, formatMoney } from '../../../i18n/format';
import { Button, buttonClasses } from '../../../ui/button';
import { Badge, Notice, type Tone } from '../../../ui/states';
import { m } from '../../messages';
import { CopyButton } from '../../shell/copy-button';
import { Facts } from '../../shell/facts';
import { Panel } from '../../shell/page';
import { AddressText } from '../order/address-text';
import { shipmentQuery } from '../order/order-queries';
import { QueryPanel } from '../order/query-panel';
import { BuyLabelDialog } from './buy-label-dialog';
import { CorrectAddressDialog } from './correct-address-dialog';
import { VoidLabelDialog } from './void-label-dialog';

const tones: Readonly<Record<ShipmentStatus, Tone>> = {
  pending: 'info',
  ready: 'warn',
  action_required: 'bad',
  label_purchased: 'good',
  shipped: 'info',
  delivered: 'good',
  voiding: 'neutral',
  voided: 'neutral',
  cancelled: 'neutral',
};

/** Statuses in which a label can be bought. */
const buyable: ReadonlySet<ShipmentStatus> = new Set(['pending', 'ready', 'action_required', 'voided']);

/** Statuses in which the address can be corrected: no label was bought. */
const correctable: ReadonlySet<ShipmentStatus> = new Set(['pending', 'ready', 'action_required']);

/** The parcel of the order: where it is, its label, and what staff have to do. */
export function ShipmentPanel({ order }: { order: OrderView }) {
  const t = m.parcels;
  // The address of a deleted account is gone, its shipment is not.
  const hasShipment = order.paidAt !== null;
  const query = useQuery({ ...shipmentQuery(order.id), enabled: hasShipment });
  if (!hasShipment)
    return (
      <Panel title={t.title}>
        <p className="text-sm text-soft">{t.none}</p>
      </Panel>
    );
  return (
    <QueryPanel title={t.title} query={query}>
      {(shipment) =>
        shipment ? (
          <Shipment orderId={order.id} shipment={shipment} />
        ) : (
          <p className="text-sm text-soft">{t.none}</p>
        )
      }
    </QueryPanel>
  );
}

function Shipment({ orderId, shipment }: { orderId: string; shipment: ShipmentView }) {
  const t = m.parcels;
  const [dialog, setDialog] = useState<'buy' | 'correct' | 'void'>();
  const close = () => setDialog(undefined);
  const { status, tracking, purchased, problem, dueAt, trackerStatus } = shipment;
  const hasLabel = status === 'label_purchased' || status === 'shipped' || status === 'delivered';
  const pdf = (name: string) => apiUrl(`/shipments/${shipment.id}/${name}.pdf`);
  return (
    <div className="flex flex-col gap-4">
      <p>
        <Badge tone={tones[status]}>{t.statuses[status]}</Badge>
      </p>
      {problem && (
        <Notice
          tone={status === 'action_required' ? 'bad' : 'warn'}
          {...(status === 'action_required' && { title: t.problem })}
        >
          <p className="break-words">{problem}</p>
          {dueAt && <p>{t.nextTry(formatDateTime(dueAt))}</p>}
        </Notice>
      )}
      <Facts
        entries={[
          [t.carrier, tracking?.carrier ?? purchased?.carrier],
          [
            t.tracking,
            tracking && (
              <span className="inline-flex max-w-full items-center gap-1">
                {tracking.trackingUrl ? (
                  <a
                    href={tracking.trackingUrl}
                    target="_blank"
                    rel="noreferrer"
                    className="truncate font-mono text-[0.8125rem] underline"
                  >
                    {tracking.trackingNumber}
                  </a>
                ) : (
                  <span className="font-mono text-[0.8125rem]">{tracking.trackingNumber}</span>
                )}
                <CopyButton text={tracking.trackingNumber} what={t.tracking} />
              </span>
            ),
          ],
          [t.tracker, trackerStatus && (t.trackers[trackerStatus] ?? trackerStatus)],
          [
            t.paid,
            purchased && `${formatMoney(purchased.amount, purchased.currency)} · ${purchased.service}`,
          ],
          [t.shippedAt, tracking?.shippedAt && formatDateTime(tracking.shippedAt)],
          [t.deliveredAt, tracking?.deliveredAt && formatDateTime(tracking.deliveredAt)],
          [t.address, shipment.address && <AddressText address={shipment.address} />],
        ]}
      />
      <div className="flex flex-wrap gap-2">
        {buyable.has(status) && (
          <Button size="small" look="primary" onClick={() => setDialog('buy')}>
            {t.buy}
          </Button>
        )}
        {hasLabel && (
          <a className={buttonClasses('secondary', 'small')} href={pdf('label')} download>
            {t.label}
          </a>
        )}
        {status !== 'cancelled' && (
          <a className={buttonClasses('secondary', 'small')} href={pdf('packing-slip')} download>
            {t.packingSlip}
          </a>
        )}
        {correctable.has(status) && (shipment.address || status === 'action_required') && (
          <Button size="small" onClick={() => setDialog('correct')}>
            {t.correct}
          </Button>
        )}
        {status === 'label_purchased' && (
          <Button size="small" look="quiet" onClick={() => setDialog('void')}>
            {t.void}
          </Button>
        )}
      </div>
      {dialog === 'buy' && <BuyLabelDialog orderId={orderId} shipment={shipment} onClose={close} />}
      {dialog === 'correct' && <CorrectAddressDialog orderId={orderId} shipment={shipment} onClose={close} />}
      <VoidLabelDialog orderId={orderId} shipmentId={shipment.id} open={dialog === 'void'} onClose={close} />
    </div>
  );
}
