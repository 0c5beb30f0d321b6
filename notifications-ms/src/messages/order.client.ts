import { Injectable } from '@nestjs/common';
import {
  GetMailDetails,
  GetPaymentSession,
  type MailOrder,
  type PaymentSessionView,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';

/** Requests to orders-ms. */
@Injectable()
export class OrderClient {
  constructor(private readonly rpc: RpcClient) {}

  /** At most 50 orders by id. Orders that do not exist are missing. */
  async details(orderIds: readonly string[]): Promise<Map<string, MailOrder>> {
    if (orderIds.length === 0) return new Map();
    const { orders } = await this.rpc.request(GetMailDetails, { orderIds: [...orderIds] });
    return new Map(orders.map((found) => [found.order.id, found]));
  }

  /** The live payment session of a PENDING order; null when it has none. */
  async paymentSession(orderId: string): Promise<PaymentSessionView | null> {
    return (await this.rpc.request(GetPaymentSession, { orderId })).paymentSession;
  }
}
