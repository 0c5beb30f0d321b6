import { Injectable } from '@nestjs/common';
import { Database, type FactPosition, type FactQuery, FactTable } from '@orderwire/platform';
import type { Parcel } from '../labels/parcel.js';

type FactRow = Pick<
  Parcel,
  'orderId' | 'purchased' | 'trackingNumber' | 'trackingUrl' | 'items' | 'correlationId'
>;

/** Each time of a parcel is written once, when its event is published. */
const table = (name: string, kind: Parcel['kind'], at: string): FactTable<FactRow> =>
  new FactTable<FactRow>(`facts.${name}`, {
    columns:
      'order_id AS "orderId", purchased, tracking_number AS "trackingNumber", tracking_url AS "trackingUrl", items, correlation_id AS "correlationId"',
    from: 'parcels',
    where: `${at} IS NOT NULL AND kind = '${kind}'`,
    at,
    id: 'id',
    idType: 'uuid',
  });

const tables = {
  shipped: table('shipment_shipped', 'shipment', 'shipped_at'),
  delivered: table('shipment_delivered', 'shipment', 'delivered_at'),
  labelled: table('return_label_purchased', 'return', 'label_purchased_at'),
  received: table('return_received', 'return', 'delivered_at'),
};

/** The facts of the events about parcels. */
@Injectable()
export class ParcelFactRepository {
  constructor(private readonly database: Database) {}

  read(which: keyof typeof tables, query: FactQuery): Promise<(FactRow & FactPosition)[]> {
    return tables[which].read(this.database, query);
  }
}
