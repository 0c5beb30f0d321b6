import { Injectable } from '@nestjs/common';
import { type Actor, type ListOrdersRequest, NotAllowed, type OrderPage } from '@orderwire/contracts';
import { contextOrSystem, decodeCursor, encodeCursor } from '@orderwire/platform';
import { isInsider } from '../domain/access.js';
import { orderView } from '../domain/order.js';
import { OrderReader } from '../outbound/order.reader.js';

const DEFAULT_LIMIT = 20;

/** Lists orders, newest first, page by page: customers their own, staff all. */
@Injectable()
export class BrowseOrders {
  constructor(private readonly reader: OrderReader) {}

  /** Throws invalid_message for a cursor that is not ours, auth.not_allowed for a filter that only staff may use. */
  async execute(request: ListOrdersRequest): Promise<OrderPage> {
    const { status, from, to, customerId, assigneeId, dispute, cursor, limit } = request;
    const { actor } = contextOrSystem();
    if ((customerId ?? assigneeId ?? dispute) && !isInsider(actor)) throw NotAllowed();
    const size = limit ?? DEFAULT_LIMIT;
    const filter = {
      ...ownersOf(actor, customerId),
      ...(assigneeId && { assigneeId }),
      ...(status && { status }),
      ...(dispute && { dispute }),
      ...(from && { from: new Date(from) }),
      ...(to && { to: new Date(to) }),
    };
    // One more than asked for: its presence says that there is a next page.
    const found = await this.reader.list(filter, cursor ? decodeCursor(cursor) : undefined, size + 1);
    const page = found.slice(0, size);
    const last = page.at(-1);
    return {
      data: page.map((order) => orderView(order, actor)),
      meta: {
        nextCursor: found.length > size && last ? encodeCursor({ at: last.createdAt, id: last.id }) : null,
      },
    };
  }
}

/** An account without an id owns nothing. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Whose orders the list shows: staff choose, everybody else sees their own. */
function ownersOf(actor: Actor, customerId: string | undefined): { customerId?: string } {
  if (!isInsider(actor)) return { customerId: actor.id ?? NOBODY };
  return customerId ? { customerId } : {};
}
