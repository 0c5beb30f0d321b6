import { Injectable } from '@nestjs/common';
import { Database, statement, type Tx } from '@orderwire/platform';

/** Orders that were paid before the installation of this service get no shipment. */
const request = statement<
  Record<string, never>,
  { ids: string[]; orderIds: string[]; paidAt: string[]; correlationIds: string[] }
>(
  'shipment_requests.add',
  `INSERT INTO parcels (id, order_id, kind, status, correlation_id, due_at)
   SELECT id, order_id, 'shipment', 'pending', correlation_id, now()
   FROM unnest((SELECT :ids::uuid[]), (SELECT :orderIds::uuid[]), (SELECT :paidAt::timestamptz[]),
     (SELECT :correlationIds::text[])) AS r (id, order_id, paid_at, correlation_id)
   WHERE paid_at >= (SELECT at FROM installation)
   ON CONFLICT (order_id) WHERE kind = 'shipment' DO NOTHING`,
);

const missing = statement<{ id: string }, { orderIds: string[]; paidAt: string[] }>(
  'shipment_requests.missing',
  `SELECT r.id::text FROM unnest((SELECT :orderIds::uuid[]), (SELECT :paidAt::timestamptz[])) AS r (id, paid_at)
   WHERE r.paid_at >= (SELECT at FROM installation)
     AND NOT EXISTS (SELECT FROM parcels WHERE order_id = r.id AND kind = 'shipment')`,
);

/** A parcel that a replica works on is looked at when its lease ends or is given back. */
const requestVoid = statement<{ id: string }, { orderIds: string[] }>(
  'shipment_requests.void',
  `UPDATE parcels SET void_requested = true, due_at = now(),
     status = CASE WHEN status = 'label_purchased' THEN 'voiding' ELSE status END, updated_at = now()
   WHERE order_id = ANY(:orderIds::uuid[]) AND kind = 'shipment' AND NOT void_requested
     AND status IN ('pending', 'ready', 'action_required', 'label_purchased', 'shipped') RETURNING id`,
);

const notVoided = statement<{ id: string }, { orderIds: string[] }>(
  'shipment_requests.not_voided',
  `SELECT order_id::text AS id FROM parcels
   WHERE order_id = ANY(:orderIds::uuid[]) AND kind = 'shipment' AND NOT void_requested
     AND status IN ('pending', 'ready', 'label_purchased', 'shipped')`,
);

/** What events of orders ask for. */
@Injectable()
export class ShipmentRequestRepository {
  constructor(private readonly database: Database) {}

  /** One shipment per order, however often it is asked for. */
  async add(
    tx: Tx,
    orders: readonly { id: string; orderId: string; paidAt: string; correlationId: string }[],
  ): Promise<void> {
    await tx.run(request, {
      ids: orders.map(({ id }) => id),
      orderIds: orders.map(({ orderId }) => orderId),
      paidAt: orders.map(({ paidAt }) => paidAt),
      correlationIds: orders.map(({ correlationId }) => correlationId),
    });
  }

  /** Ids of the orders without a shipment. */
  async missing(orders: readonly { orderId: string; paidAt: string }[]): Promise<string[]> {
    const orderIds = orders.map(({ orderId }) => orderId);
    const paidAt = orders.map(({ paidAt }) => paidAt);
    return (await this.database.run(missing, { orderIds, paidAt })).map(({ id }) => id);
  }

  /** Labels of these orders are voided, or not bought. If the carrier has the parcel, staff have to act. */
  async requestVoid(tx: Tx, orderIds: readonly string[]): Promise<void> {
    await tx.run(requestVoid, { orderIds: [...orderIds] });
  }

  /** Of these orders those whose label is not voided yet. */
  async notVoided(orderIds: readonly string[]): Promise<string[]> {
    return (await this.database.run(notVoided, { orderIds: [...orderIds] })).map(({ id }) => id);
  }
}
