import { Injectable } from '@nestjs/common';
import { GetMailDetails, GetOpenSessions, type MailOrder, type OpenSession } from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';

/** Requests to orders-ms and payments-ms. */
@Injectable()
export class OrderClient {
  constructor(private readonly rpc: RpcClient) {}

  /** At most 50 orders by id. Orders that do not exist are missing. */
  async details(orderIds: readonly string[]): Promise<Map<string, MailOrder>> {
    if (orderIds.length === 0) return new Map();
    const { orders } = await this.rpc.request(GetMailDetails, { orderIds: [...orderIds] });
    return new Map(orders.map((found) => [found.order.id, found]));
  }

  /** The open payment sessions of at most 50 orders, by order id. Orders without one are missing. */
  async openSessions(orderIds: readonly string[]): Promise<Map<string, OpenSession>> {
    if (orderIds.length === 0) return new Map();
    const { sessions } = await this.rpc.request(GetOpenSessions, { orderIds: [...orderIds] });
    return new Map(sessions.map((session) => [session.orderId, session]));
  }
}
