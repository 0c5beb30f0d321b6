import { Injectable } from '@nestjs/common';
import {
  CarrierRefused,
  type PurchaseLabelRequest,
  RateNotFound,
  ShipmentBlocked,
  ShipmentStatusConflict,
  type ShipmentView,
} from '@orderwire/contracts';
import { FindShipmentService } from '../views/find-shipment.service.js';
import { shipmentView } from '../views/shipment-views.js';
import { BuyLabelService } from './buy-label.service.js';
import { hasOneCurrency, rateFor, type Parcel, withoutCarrierShipment } from './parcel.js';
import { ParcelLeaseService } from './parcel-lease.service.js';

const allowed = ['pending', 'ready', 'action_required', 'voided'] as const;

/**
 * Buys a label for staff: the rate that they chose, or the cheapest. Rates that they do not know yet
 * are only read, unless labels are automatic.
 */
@Injectable()
export class PurchaseLabelUseCase {
  constructor(
    private readonly leases: ParcelLeaseService,
    private readonly buyLabel: BuyLabelService,
    private readonly findShipment: FindShipmentService,
  ) {}

  async execute({ shipmentId, rateId }: PurchaseLabelRequest): Promise<ShipmentView> {
    const done = await this.leases.with(shipmentId, allowed, hasNoLabel, async (leased) => {
      const parcel = this.chosen(leased.parcel, rateId);
      return this.buyLabel.execute({ ...leased, parcel });
    });
    const parcel = await this.findShipment.byId(shipmentId);
    if (done.kind === 'waiting') throw ShipmentBlocked({ reason: done.words });
    if (done.kind === 'refused') throw CarrierRefused({ reason: done.words });
    if (done.kind === 'ended') throw ShipmentStatusConflict({ status: parcel.status, allowed });
    return shipmentView(parcel);
  }

  /** After a voided label the shipment is another one at the carrier, with other rates. */
  private chosen(found: Parcel, rateId: string | undefined): Parcel {
    // Should the carrier fail meanwhile, the job goes on.
    const parcel = { ...found, dueAt: new Date(), attempts: 0 };
    const rates = found.status === 'voided' ? [] : parcel.rates;
    if (rateId && !rates.some(({ id }) => id === rateId)) throw RateNotFound({ rates });
    const cheapest = hasOneCurrency(rates) ? rateFor({ rates, chosenRateId: null }) : undefined;
    const chosenRateId = rateId ?? cheapest?.id ?? null;
    if (parcel.status !== 'voided') return { ...parcel, status: 'pending', chosenRateId };
    const again = { ...parcel, ...withoutCarrierShipment, revision: parcel.revision + 1 };
    return { ...again, status: 'pending', voidRequested: false };
  }
}

const hasNoLabel = ({ status, labelUrl }: Parcel): boolean => status === 'voided' || labelUrl === null;
