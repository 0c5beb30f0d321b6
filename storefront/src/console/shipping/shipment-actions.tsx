import type { ShipmentView } from '@orderwire/contracts';
import { Ban, FileText, MapPinned, Tag } from 'lucide-react';
import { api } from '../../api/client';
import { apiUrl } from '../../api/transport';
import { buttonClasses } from '../../ui/button';
import { m } from '../messages';
import { ConfirmButton, DialogButton } from '../parts/dialog-button';
import { AddressForm } from './address-form';
import { buyLabel, canBuy } from './rates';

const t = m.shipping;

export function ShipmentActions({ shipment }: { shipment: ShipmentView }) {
  const { id, status, address } = shipment;
  const hasLabel = ['label_purchased', 'shipped', 'delivered'].includes(status);
  const isCorrectable = ['pending', 'ready', 'action_required'].includes(status);
  return (
    <>
      {hasLabel && (
        <a href={apiUrl(`/shipments/${id}/label.pdf`)} download className={buttonClasses()}>
          <Tag aria-hidden className="size-4" />
          {t.label}
        </a>
      )}
      <a href={apiUrl(`/shipments/${id}/packing-slip.pdf`)} download className={buttonClasses()}>
        <FileText aria-hidden className="size-4" />
        {t.packingSlip}
      </a>
      {isCorrectable && (
        <DialogButton icon={MapPinned} label={t.correct} description={t.correctLead}>
          {(close) => <AddressForm shipmentId={id} address={address} close={close} />}
        </DialogButton>
      )}
      {canBuy(shipment) && (
        <ConfirmButton
          look="primary"
          icon={Tag}
          label={t.buy}
          description={t.buyLead}
          run={buyLabel(id)}
          done={t.boughtDone}
          refresh={['shipments']}
        />
      )}
      {status === 'label_purchased' && (
        <ConfirmButton
          icon={Ban}
          label={t.void}
          description={t.voidLead}
          danger
          run={() => api.post<ShipmentView>(`/shipments/${id}/void`)}
          done={t.voided}
          refresh={['shipments']}
        />
      )}
    </>
  );
}
