import { Injectable } from '@nestjs/common';
import { GetOrder, OrderNotFound, type OrderView } from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';

/** Requests to orders-ms, on behalf of the caller or, in jobs, of the system. */
@Injectable()
export class OrderClient {
  constructor(private readonly rpc: RpcClient) {}

  /** Throws orders.not_found also for an order that the caller may not see. */
  get(orderId: string): Promise<OrderView> {
    return this.rpc.request(GetOrder, { orderId });
  }

  /** Undefined for an order that does not exist. */
  async find(orderId: string): Promise<OrderView | undefined> {
    try {
      return await this.get(orderId);
    } catch (error) {
      if (OrderNotFound.matches(error)) return undefined;
      throw error;
    }
  }
}
