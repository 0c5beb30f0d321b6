import { Injectable } from '@nestjs/common';
import type { ReservationState } from '@orderwire/contracts';
import { type Columns, Database, selectList, statement } from '@orderwire/platform';
import type { ReservationLine } from '../domain/reservation-line.js';

/** A null field does not filter. */
export interface ReservationFilter {
  readonly productId: string | null;
  readonly orderId: string | null;
  readonly state: ReservationState | null;
}

/** The list starts after this line. */
export interface LinePosition {
  readonly orderId: string;
  readonly productId: string;
}

type LineRow = { [Field in keyof ReservationLine]: ReservationLine[Field] };

const columns: Columns<LineRow> = {
  orderId: 'l.order_id',
  productId: 'l.product_id',
  units: 'l.quantity',
  state: 'r.status',
  guest: 'r.guest',
  createdAt: 'r.created_at',
  expiresAt: 'r.expires_at',
  endedAt: 'r.settled_at',
};

interface Position {
  afterOrder: string;
  afterProduct: string;
  limit: number;
}

/** Above all ids: the position before the first line. */
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const listBy = <Params extends Position>(name: string, condition: string) =>
  statement<LineRow, Params>(
    `reservation_list.${name}`,
    `SELECT ${selectList(columns)} FROM reservation_lines l JOIN reservations r USING (order_id)
     WHERE ${condition} AND (l.order_id, l.product_id) < (:afterOrder::uuid, :afterProduct::uuid)
     ORDER BY l.order_id DESC, l.product_id DESC LIMIT :limit`,
  );

type OfOrder = Position & { orderId: string; productId: string | null; state: ReservationState | null };
type OfProduct = Position & { productId: string };

/** One statement per filter, so that each has its index. */
const listOfOrder = listBy<OfOrder>(
  'of_order',
  `l.order_id = :orderId AND (:productId::uuid IS NULL OR l.product_id = :productId)
     AND (:state::text IS NULL OR r.status = :state)`,
);

/** A state is a literal, because its index is partial. */
const listsWhere = (name: string, condition: string) => ({
  all: listBy<Position>(name, condition),
  ofProduct: listBy<OfProduct>(`${name}_of_product`, `${condition} AND l.product_id = :productId`),
});
const lists = {
  any: listsWhere('any', 'true'),
  held: listsWhere('held', `r.status = 'held'`),
  sold: listsWhere('sold', `r.status = 'sold'`),
  released: listsWhere('released', `r.status = 'released'`),
};

/** Lists reservations for staff. */
@Injectable()
export class ReservationListRepository {
  constructor(private readonly database: Database) {}

  /** At most `limit` lines after a position, the newest order first. */
  list(
    { productId, orderId, state }: ReservationFilter,
    after: LinePosition | undefined,
    limit: number,
  ): Promise<ReservationLine[]> {
    const position = {
      afterOrder: after?.orderId ?? LAST_ID,
      afterProduct: after?.productId ?? LAST_ID,
      limit,
    };
    if (orderId) return this.database.run(listOfOrder, { ...position, orderId, productId, state });
    const { all, ofProduct } = lists[state ?? 'any'];
    return productId
      ? this.database.run(ofProduct, { ...position, productId })
      : this.database.run(all, position);
  }
}
