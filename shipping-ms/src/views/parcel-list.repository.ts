import { Injectable } from '@nestjs/common';
import type { ShipmentStatus } from '@orderwire/contracts';
import { Database, type KeysetCursor, selectList, statement } from '@orderwire/platform';
import type { Parcel } from '../labels/parcel.js';
import { parcelColumns } from '../labels/parcel.repository.js';

interface Filter {
  status: ShipmentStatus | null;
  orderId: string | null;
  afterAt: Date | null;
  afterId: string | null;
  limit: number;
}

/** One statement per filter, so that each has its index. */
const listBy = (name: string, condition: string) =>
  statement<Parcel, Filter>(
    `parcel_list.${name}`,
    `SELECT ${selectList(parcelColumns)} FROM parcels
     WHERE kind = 'shipment' AND ${condition}
       AND (:status::text IS NULL OR status = :status) AND (:orderId::uuid IS NULL OR order_id = :orderId)
       AND (:afterAt::timestamptz IS NULL OR (created_at, id) < (:afterAt, :afterId::uuid))
     ORDER BY created_at DESC, id DESC LIMIT :limit`,
  );

const listAll = listBy('all', 'true');
const listByStatus = listBy('by_status', 'status = :status');
const listByOrder = listBy('by_order', 'order_id = :orderId');

/** Reads shipments for staff. Orders without an address have none. */
@Injectable()
export class ParcelListRepository {
  constructor(private readonly database: Database) {}

  /** At most `limit` shipments after the cursor, newest first. */
  list(
    { status, orderId }: { status?: ShipmentStatus; orderId?: string },
    after: KeysetCursor | undefined,
    limit: number,
  ): Promise<Parcel[]> {
    const by = { status: status ?? null, orderId: orderId ?? null };
    const filter = { ...by, afterAt: after?.at ?? null, afterId: after?.id ?? null, limit };
    return this.database.run(orderId ? listByOrder : status ? listByStatus : listAll, filter);
  }
}
