import { Injectable } from '@nestjs/common';
import { GetOrder, GetShippableOrder, type OrderView, type ShippableOrder } from '@orderwire/contracts';
import { RpcClient, runAsSystem } from '@orderwire/platform';

/** Requests to orders-ms. */
@Injectable()
export class OrderClient {
  constructor(private readonly rpc: RpcClient) {}

  /** On behalf of this service, not of the caller. Throws orders.not_found. */
  shippable(orderId: string): Promise<ShippableOrder> {
    return runAsSystem(() => this.rpc.request(GetShippableOrder, { orderId }));
  }

  /** On behalf of the caller. Throws orders.not_found also for an order that the caller may not see. */
  get(orderId: string): Promise<OrderView> {
    return this.rpc.request(GetOrder, { orderId });
  }
}
