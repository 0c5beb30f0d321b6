import type { ShipmentView } from '@orderwire/contracts';
import { useState } from 'react';
import { api } from '../../../api/client';
import { formatMoney } from '../../../i18n/format';
import { m } from '../../messages';
import { ActionDialog } from '../../shell/action-dialog';
import { useOrderAction } from '../order/use-order-action';

interface BuyLabelDialogProps {
  orderId: string;
  shipment: ShipmentView;
  onClose: () => void;
}

/** Chooses one of the carrier's rates; without rates the carrier's cheapest one is bought. */
export function BuyLabelDialog({ orderId, shipment, onClose }: BuyLabelDialogProps) {
  const t = m.parcels;
  // The rates of a voided label are gone; the carrier makes new ones when the next label is bought.
  const rates = shipment.status === 'voided' ? [] : [...shipment.rates].sort((a, b) => a.amount - b.amount);
  const [chosen, setRateId] = useState<string>();
  // Rates change when the address does.
  const rateId = (rates.find(({ id }) => id === chosen) ?? rates[0])?.id;
  const buy = useOrderAction(orderId, {
    act: () => api.post(`/shipments/${shipment.id}/purchase-label`, rateId ? { rateId } : {}),
    done: t.bought,
    onDone: onClose,
  });
  return (
    <ActionDialog
      open
      onClose={onClose}
      title={t.ratesTitle}
      lead={rates.length > 0 ? undefined : t.cheapestLead}
      submit={rates.length > 0 ? t.buy : t.buyCheapest}
      busy={buy.isPending}
      error={buy.error}
      onSubmit={() => buy.mutate()}
    >
      {rates.length > 0 && (
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1 text-sm font-medium">{t.rates}</legend>
          {rates.map((rate) => (
            <label
              key={rate.id}
              className="flex cursor-pointer items-center gap-3 rounded-lg border border-line px-3 py-2.5 text-sm has-checked:border-accent has-checked:bg-accent-soft"
            >
              <input
                type="radio"
                name="rate"
                checked={rateId === rate.id}
                onChange={() => setRateId(rate.id)}
                className="size-4 accent-accent"
              />
              <span className="flex-1">
                {rate.carrier} {rate.service}
                {rate.deliveryDays !== null && (
                  <span className="text-soft"> · {t.days(rate.deliveryDays)}</span>
                )}
              </span>
              <span className="font-medium tabular-nums">{formatMoney(rate.amount, rate.currency)}</span>
            </label>
          ))}
        </fieldset>
      )}
    </ActionDialog>
  );
}
