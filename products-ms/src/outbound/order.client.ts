import { Injectable } from '@nestjs/common';
import { GetOrder, isFaultOf, OrderNotFound, type OrderStatus } from '@orderwire/contracts';
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
}
