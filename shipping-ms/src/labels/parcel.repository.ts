import { Injectable } from '@nestjs/common';
import {
  columnList,
  type Columns,
  Database,
  parameterList,
  selectList,
  statement,
  storableText,
  type Tx,
} from '@orderwire/platform';
import { LEASE_SECONDS, type Parcel, MAX_WORDS } from './parcel.js';

/** The column of each field. Every column list of parcels is generated from it. */
export const parcelColumns = {
  id: 'id',
  orderId: 'order_id',
  kind: 'kind',
  status: 'status',
  items: 'items',
  reason: 'reason',
  address: 'address',
  revision: 'revision',
  carrierShipmentId: 'carrier_shipment_id',
  rates: 'rates',
  chosenRateId: 'chosen_rate_id',
  purchaseStarted: 'purchase_started',
  purchased: 'purchased',
  labelUrl: 'label_url',
  trackerId: 'tracker_id',
  trackingNumber: 'tracking_number',
  trackingUrl: 'tracking_url',
  trackerStatus: 'tracker_status',
  problem: 'problem',
  attempts: 'attempts',
  voidRequested: 'void_requested',
  dueAt: 'due_at',
  trackDueAt: 'track_due_at',
  correlationId: 'correlation_id',
  createdAt: 'created_at',
  labelPurchasedAt: 'label_purchased_at',
  shippedAt: 'shipped_at',
  deliveredAt: 'delivered_at',
  actionRequiredAt: 'action_required_at',
} satisfies Columns<Parcel>;

const selected = selectList(parcelColumns);

/** `items`, `rates`, … as JSON text. */
type StoredParcel = Omit<Parcel, 'items' | 'rates' | 'address' | 'purchased'> & {
  items: string | null;
  rates: string;
  address: string | null;
  purchased: string | null;
};

/** A parcel that this replica works on. */
export interface Leased {
  readonly parcel: Parcel;
  readonly lease: string;
  /** Its label is due. */
  readonly labelDue: boolean;
  /** Its tracker is due. */
  readonly trackDue: boolean;
}

type LeasedRow = Parcel & { lease: string; labelDue: boolean; trackDue: boolean };

const insert = statement<{ id: string }, StoredParcel>(
  'parcels.insert',
  `INSERT INTO parcels (${columnList(parcelColumns)}) VALUES (${parameterList(parcelColumns)})
   ON CONFLICT DO NOTHING RETURNING id`,
);

const find = statement<Parcel, { id: string; kind: string }>(
  'parcels.find',
  `SELECT ${selected} FROM parcels WHERE id = :id AND kind = :kind`,
);

const ofOrder = statement<Parcel, { orderId: string; kind: string }>(
  'parcels.of_order',
  `SELECT ${selected} FROM parcels WHERE order_id = :orderId AND kind = :kind ORDER BY created_at, id`,
);

/** A tracker that is due is asked again after the lease, if this replica stops. */
const claimWhere = (condition: string, order: string): string =>
  `WITH due AS MATERIALIZED (
     SELECT id AS due_id, coalesce(due_at <= now(), false) AS label_due, coalesce(track_due_at <= now(), false) AS track_due
     FROM parcels WHERE ${condition} AND (leased_until IS NULL OR leased_until <= now())
     ORDER BY ${order} LIMIT :limit FOR UPDATE SKIP LOCKED
   )
   UPDATE parcels SET lease = gen_random_uuid(), leased_until = now() + make_interval(secs => :seconds),
     track_due_at = CASE WHEN track_due THEN now() + make_interval(secs => :seconds) ELSE track_due_at END
   FROM due WHERE id = due_id
   RETURNING ${selected}, lease, label_due AS "labelDue", track_due AS "trackDue"`;

const claimDue = statement<LeasedRow, { limit: number; seconds: number }>(
  'parcels.claim_due',
  claimWhere('due_at <= now()', 'due_at'),
);

const claimTracked = statement<LeasedRow, { limit: number; seconds: number }>(
  'parcels.claim_tracked',
  claimWhere('track_due_at <= now()', 'track_due_at'),
);

const claimOne = statement<LeasedRow, { id: string; limit: number; seconds: number }>(
  'parcels.claim_one',
  claimWhere('id = :id', 'id'),
);

/** Fields that {@link save} does not write. */
type Fixed = 'orderId' | 'kind' | 'items' | 'reason' | 'voidRequested' | 'correlationId' | 'createdAt';
const fixed = ['id', 'orderId', 'kind', 'items', 'reason', 'voidRequested', 'correlationId', 'createdAt'];
const times = ['dueAt', 'trackDueAt'];

const plain = Object.entries(parcelColumns)
  .filter(([field]) => !fixed.includes(field) && !times.includes(field))
  .map(([field, column]) => `${column} = :${field}`)
  .join(', ');

/** Statuses in which a request to void the label is work. */
const voidable = `('pending', 'ready', 'action_required', 'label_purchased', 'shipped', 'voiding')`;

/**
 * Only the holder of the lease writes. A request to void and news of the tracker that came meanwhile
 * stay.
 */
const save = statement<
  { id: string },
  Omit<StoredParcel, Fixed> & { lease: string; voidHandled: boolean; release: boolean }
>(
  'parcels.save',
  `UPDATE parcels SET ${plain}, void_requested = void_requested AND NOT :voidHandled,
     due_at = CASE WHEN void_requested AND NOT :voidHandled AND :status IN ${voidable} THEN now() ELSE :dueAt::timestamptz END,
     track_due_at = CASE WHEN track_due_at <= now() THEN track_due_at ELSE :trackDueAt::timestamptz END,
     leased_until = CASE WHEN :release THEN NULL ELSE now() + interval '${LEASE_SECONDS} seconds' END, updated_at = now()
   WHERE id = :id AND lease = :lease RETURNING id`,
);

const release = statement<
  { id: string },
  {
    id: string;
    lease: string;
    labelDue: boolean;
    trackDue: boolean;
    seconds: number;
    failed: number;
    problem: string | null;
  }
>(
  'parcels.release',
  `UPDATE parcels SET leased_until = NULL, attempts = attempts + :failed,
     problem = CASE WHEN status = 'pending' THEN coalesce(:problem, problem) ELSE problem END,
     due_at = CASE WHEN :labelDue AND due_at IS NOT NULL THEN now() + make_interval(secs => :seconds) ELSE due_at END,
     track_due_at = CASE WHEN :trackDue AND track_due_at > now() THEN now() + make_interval(secs => :seconds) ELSE track_due_at END
   WHERE id = :id AND lease = :lease RETURNING id`,
);

/** Another replica works on the parcel: this one was too slow. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

const stored = (parcel: Parcel): StoredParcel => ({
  ...parcel,
  items: parcel.items && JSON.stringify(parcel.items),
  rates: JSON.stringify(parcel.rates),
  address: parcel.address && JSON.stringify(parcel.address),
  purchased: parcel.purchased && JSON.stringify(parcel.purchased),
});

/** Shipments and returns, with the leases of the replicas that work on them. */
@Injectable()
export class ParcelRepository {
  constructor(private readonly database: Database) {}

  /** False when the order has its shipment already. */
  async insert(tx: Tx, parcel: Parcel): Promise<boolean> {
    return (await tx.run(insert, stored(parcel))).length > 0;
  }

  async find(
    id: string,
    kind: Parcel['kind'],
    runner: Pick<Tx, 'run'> = this.database,
  ): Promise<Parcel | undefined> {
    return (await runner.run(find, { id, kind }))[0];
  }

  /** Oldest first; at most one shipment. */
  ofOrder(orderId: string, kind: Parcel['kind']): Promise<Parcel[]> {
    return this.database.run(ofOrder, { orderId, kind });
  }

  /**
   * Parcels on which something is due, for this replica alone; labels before trackers, of which one is
   * claimed beyond the limit.
   */
  async claim(limit: number, seconds: number): Promise<Leased[]> {
    const labels = await this.database.run(claimDue, { limit, seconds });
    const left = Math.max(1, limit - labels.length);
    const tracked = await this.database.run(claimTracked, { limit: left, seconds });
    return [...labels, ...tracked].map(leased);
  }

  /** Undefined while a replica works on it. */
  async claimOne(id: string, seconds: number): Promise<Leased | undefined> {
    return (await this.database.run(claimOne, { id, limit: 1, seconds })).map(leased)[0];
  }

  /** Stores what became of a claimed parcel. Throws LeaseLost, and then nothing is stored. */
  async save(
    tx: Tx,
    parcel: Parcel,
    lease: string,
    { voidHandled = false, keep = false }: { voidHandled?: boolean; keep?: boolean } = {},
  ): Promise<void> {
    const rows = await tx.run(save, { ...stored(parcel), lease, voidHandled, release: !keep });
    if (rows.length === 0) throw new LeaseLost(`the lease of parcel ${parcel.id} has ended`);
  }

  /** Gives a parcel back: what was due is due again after these seconds. Only a pending one keeps `problem`. */
  async release(
    { parcel: { id }, lease, labelDue, trackDue }: Leased,
    seconds: number,
    { failed = 0, problem = null }: { failed?: number; problem?: string | null } = {},
  ): Promise<void> {
    const words = problem && storableText(problem, MAX_WORDS);
    await this.database.run(release, { id, lease, labelDue, trackDue, seconds, failed, problem: words });
  }
}

const leased = ({ lease, labelDue, trackDue, ...parcel }: LeasedRow): Leased => ({
  ...{ parcel, lease, labelDue, trackDue },
});
