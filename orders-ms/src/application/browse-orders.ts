import { Injectable } from '@nestjs/common';
import type { ListOrdersRequest, OrderPage } from '@orderwire/contracts';
import { contextOrSystem } from '@orderwire/platform';
import { scopeOf } from '../domain/access.js';
import { fromCursor, toCursor } from '../domain/cursor.js';
import { orderView } from '../domain/order.js';
import { OrderReader } from '../outbound/order.reader.js';

const DEFAULT_LIMIT = 20;

/** Lists orders, newest first, page by page: customers their own, staff all. */
@Injectable()
export class BrowseOrders {
  constructor(private readonly reader: OrderReader) {}

  /** Throws invalid_message for a cursor that is not ours. */
  async execute({ status, from, to, cursor, limit }: ListOrdersRequest): Promise<OrderPage> {
    const size = limit ?? DEFAULT_LIMIT;
    const filter = {
      scope: scopeOf(contextOrSystem().actor),
      ...(status && { status }),
      ...(from && { from: new Date(from) }),
      ...(to && { to: new Date(to) }),
    };
    // One more than asked for: its presence says that there is a next page.
    const found = await this.reader.list(filter, cursor ? fromCursor(cursor) : undefined, size + 1);
    const page = found.slice(0, size);
    const last = page.at(-1);
    return {
      data: page.map(orderView),
      meta: { nextCursor: found.length > size && last ? toCursor(last) : null },
    };
  }
}
