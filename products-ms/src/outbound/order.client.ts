import { Injectable } from '@nestjs/common';
import { GetOrder, OrderNotFound, type OrderStatus } from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';

/** What became of an order; `missing` when it was never written. */
export type OrderFate = OrderStatus | 'missing';

/** orders-ms, as far as held stock needs it. */
@Injectable()
export class OrderClient {
  constructor(private readonly rpc: RpcClient) {}

  /** Only orders-ms's own word makes an order missing. Throws what any question to a service throws. */
  async fate(orderId: string): Promise<OrderFate> {
    try {
      return (await this.rpc.ask(GetOrder, { orderId })).status;
    } catch (error) {
      if (OrderNotFound.matches(error)) return 'missing';
      throw error;
    }
  }
}
