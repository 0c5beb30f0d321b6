import { Injectable } from '@nestjs/common';
import {
  GetMailDetails,
  GetPaymentSession,
  isFaultOf,
  type MailOrder,
  type PaymentSessionView,
  ReplyTooLarge,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';

/** Requests to orders-ms. */
@Injectable()
export class OrderClient {
  constructor(private readonly rpc: RpcClient) {}

  /** At most 50 orders by id. Orders that do not exist are missing. */
  async details(orderIds: readonly string[]): Promise<Map<string, MailOrder>> {
    if (orderIds.length === 0) return new Map();
    try {
      const { orders } = await this.rpc.request(GetMailDetails, { orderIds: [...orderIds] });
      return new Map(orders.map((found) => [found.order.id, found]));
    } catch (error) {
      // Orders with many lines and long names do not all fit into one reply.
      if (orderIds.length === 1 || !isFaultOf(GetMailDetails, error, ReplyTooLarge)) throw error;
      const half = Math.ceil(orderIds.length / 2);
      return new Map([
        ...(await this.details(orderIds.slice(0, half))),
        ...(await this.details(orderIds.slice(half))),
      ]);
    }
  }

  /** The live payment session of a PENDING order; null when it has none. */
  async paymentSession(orderId: string): Promise<PaymentSessionView | null> {
    return (await this.rpc.request(GetPaymentSession, { orderId })).paymentSession;
  }
}
