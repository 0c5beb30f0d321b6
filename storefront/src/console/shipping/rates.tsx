import type { RateView, ShipmentView } from '@orderwire/contracts';
import { api } from '../../api/client';
import { formatMoney, formatNumber } from '../../i18n/format';
import { Badge } from '../../ui/states';
import { m } from '../messages';
import { ConfirmButton } from '../parts/dialog-button';
import { Panel } from '../shell/page';

const t = m.shipping;

/** Statuses in which a label can be bought. */
export const canBuy = ({ status }: ShipmentView): boolean =>
  status === 'ready' || status === 'action_required' || status === 'pending' || status === 'voided';

export const buyLabel = (shipmentId: string, rateId?: string) => () =>
  api.post<ShipmentView>(`/shipments/${shipmentId}/purchase-label`, { ...(rateId && { rateId }) });

/** What the carrier asks, cheapest first; staff choose one while no label is bought. */
export function Rates({ shipment }: { shipment: ShipmentView }) {
  const rates = shipment.rates.toSorted((one, other) => one.amount - other.amount);
  return (
    <Panel title={t.rates} className={rates.length > 0 ? '' : 'p-5'}>
      {rates.length === 0 ? (
        <p className="text-sm text-soft">{t.noRates}</p>
      ) : (
        <ul>
          {rates.map((rate, index) => (
            <Rate key={rate.id} rate={rate} shipment={shipment} isCheapest={index === 0} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Rate({
  rate,
  shipment,
  isCheapest,
}: {
  rate: RateView;
  shipment: ShipmentView;
  isCheapest: boolean;
}) {
  const name = `${rate.carrier} ${rate.service}`;
  const isBought = shipment.purchased?.id === rate.id;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-b border-line px-5 py-3 text-sm last:border-b-0">
      <span className="flex items-center gap-2 font-medium">
        {name}
        {isBought && <Badge tone="good">{t.bought}</Badge>}
        {isCheapest && !isBought && <Badge>{t.cheapest}</Badge>}
      </span>
      <span className="flex items-center gap-5 tabular-nums">
        <span className="text-soft">
          {t.fields.days}: {rate.deliveryDays === null ? m.shell.none : formatNumber(rate.deliveryDays)}
        </span>
        <span className="font-medium">{formatMoney(rate.amount, rate.currency)}</span>
        {canBuy(shipment) && (
          <ConfirmButton
            size="small"
            label={t.buyRate(name)}
            description={t.buyLead}
            run={buyLabel(shipment.id, rate.id)}
            done={t.boughtDone}
            refresh={['shipments']}
          />
        )}
      </span>
    </li>
  );
}
