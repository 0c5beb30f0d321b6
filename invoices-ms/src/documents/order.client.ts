import { Injectable } from '@nestjs/common';
import { GetOrder, hasStaffAccess, OrderNotFound, type OrderView } from '@orderwire/contracts';
import { contextOrSystem, RpcClient } from '@orderwire/platform';

/** Requests to orders-ms, on behalf of the caller or, in jobs, of the system. */
@Injectable()
export class OrderClient {
  constructor(private readonly rpc: RpcClient) {}

  /** Throws orders.not_found also for an order that the caller may not see. */
  get(orderId: string): Promise<OrderView> {
    return this.rpc.request(GetOrder, { orderId });
  }

  /**
   * The order, if the caller may see it: else orders.not_found. Staff may read the documents of orders
   * that a restore lost: for those it is undefined.
   */
  readable(orderId: string): Promise<OrderView | undefined> {
    return hasStaffAccess(contextOrSystem().actor) ? this.find(orderId) : this.get(orderId);
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
