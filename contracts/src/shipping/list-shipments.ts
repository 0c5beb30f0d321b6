import { Type } from 'class-transformer';
import { IsIn, IsOptional, ValidateNested } from 'class-validator';
import { rpc } from '../contract.js';
import { Page, PageRequest } from '../page.js';
import { IsId } from '../rules.js';
import { type ShipmentStatus, shipmentStatuses, ShipmentView } from './shipment-view.js';

export class ListShipmentsRequest extends PageRequest {
  @IsOptional()
  @IsIn(shipmentStatuses)
  status?: ShipmentStatus;

  @IsOptional()
  @IsId()
  orderId?: string;
}

export class ShipmentPage extends Page {
  @ValidateNested({ each: true })
  @Type(() => ShipmentView)
  data!: ShipmentView[];
}

export const ListShipments = rpc('shipments.list', {
  description: 'Shipments of all orders, newest first.',
  request: ListShipmentsRequest,
  reply: ShipmentPage,
  readOnly: true,
  access: 'staff',
  callers: ['client-gateway'],
  example: { status: 'action_required' },
});
