import { Inject, Injectable } from '@nestjs/common';
import { type FileView, ShipmentNotFound } from '@orderwire/contracts';
import type { Sender } from '../carrier/sender.js';
import { OrderClient } from '../labels/order.client.js';
import { FindShipmentService } from '../views/find-shipment.service.js';
import { fileView } from '../views/label-files.service.js';
import { type Fonts, loadFonts } from './fonts.js';
import { renderPackingSlip } from './packing-slip.js';

export const SENDER = Symbol('SENDER');

/** Renders the packing slip of a shipment from the order as it is now. */
@Injectable()
export class GetPackingSlipUseCase {
  private fonts: Fonts | undefined;

  constructor(
    private readonly findShipment: FindShipmentService,
    private readonly orders: OrderClient,
    @Inject(SENDER) private readonly sender: Sender,
  ) {}

  async execute(shipmentId: string): Promise<FileView> {
    const parcel = await this.findShipment.byId(shipmentId);
    const { order } = await this.orders.shippable(parcel.orderId);
    const to = parcel.address ?? order.shippingAddress;
    if (!to) throw ShipmentNotFound({ shipmentId });
    const { trackingNumber } = parcel;
    const slip = { sender: this.sender.address, to, order, trackingNumber };
    const content = await renderPackingSlip(slip, (this.fonts ??= loadFonts()));
    return fileView(`packing-slip-${order.id.slice(-8)}.pdf`, 'application/pdf', content);
  }
}
