import { Injectable } from '@nestjs/common';
import {
  GetOrder,
  isFaultOf,
  ListPlacedOrders,
  MAX_PAGE,
  OrderNotFound,
  type OrderStatus,
  type PlacedOrder,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';

/** The status of an order; `missing` when it does not exist. */
export type OrderState = OrderStatus | 'missing';

/** Requests to orders-ms. */
@Injectable()
export class OrderClient {
  constructor(private readonly rpc: RpcClient) {}

  /** `missing` only when orders-ms says so. Throws any other fault of the request. */
  async stateOf(orderId: string): Promise<OrderState> {
    try {
      return (await this.rpc.request(GetOrder, { orderId })).status;
    } catch (error) {
      if (isFaultOf(GetOrder, error, OrderNotFound)) return 'missing';
      throw error;
    }
  }

  /** Pages of all orders since a time, newest first. */
  async *placedSince(from: Date): AsyncGenerator<PlacedOrder[]> {
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = { from: from.toISOString(), limit: MAX_PAGE, ...(cursor && { cursor }) };
      const { data, meta } = await this.rpc.request(ListPlacedOrders, page);
      yield data;
      cursor = meta.nextCursor;
    }
  }
}
