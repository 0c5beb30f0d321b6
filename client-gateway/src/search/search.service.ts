import { Injectable } from '@nestjs/common';
import {
  GetUser,
  isUnavailable,
  isUuid,
  ListUsers,
  SearchOrders,
  SearchPayments,
  ServiceUnavailable,
  UserNotFound,
  type UserView,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import { type SearchedService, searchedServices, type SearchResults } from './search-messages.js';

const MAX_ACCOUNTS = 10;

/** Asks all services that know what a text may mean. */
@Injectable()
export class SearchService {
  constructor(private readonly rpc: RpcClient) {}

  /** Services that do not answer are named; throws service_unavailable when none does. */
  async search(query: string): Promise<SearchResults> {
    const unavailable = new Set<SearchedService>();
    const ask = <Reply>(service: SearchedService, reply: Promise<Reply>, missing: Reply): Promise<Reply> =>
      reply.catch((error: unknown) => {
        if (!isUnavailable(error)) throw error;
        unavailable.add(service);
        return missing;
      });
    const [orders, payments, accounts] = await Promise.all([
      ask('orders-ms', this.rpc.request(SearchOrders, { query }), { data: [] }),
      ask('payments-ms', this.rpc.request(SearchPayments, { query }), { data: [] }),
      ask('auth-ms', this.accounts(query), []),
    ]);
    if (unavailable.size === searchedServices.length) throw ServiceUnavailable({ retryAfterMs: 2_000 });
    const orderIds = [...new Set(payments.data.map(({ orderId }) => orderId))];
    const related =
      orderIds.length > 0
        ? await ask('orders-ms', this.rpc.request(SearchOrders, { orderIds }), { data: [] })
        : { data: [] };
    const byId = new Map(related.data.map((order) => [order.orderId, order]));
    return {
      orders: orders.data,
      payments: payments.data.map((hit) => ({ ...hit, order: byId.get(hit.orderId) ?? null })),
      accounts,
      unavailable: [...unavailable].sort(),
    };
  }

  /** By id, or by a part of the name or e-mail address. */
  private async accounts(query: string): Promise<UserView[]> {
    const isId: boolean = isUuid(query);
    if (!isId)
      return (await this.rpc.request(ListUsers, { search: query.slice(0, 200), limit: MAX_ACCOUNTS })).data;
    return this.rpc.request(GetUser, { userId: query.toLowerCase() }).then(
      (account) => [account],
      (error: unknown) => {
        if (UserNotFound.matches(error)) return [];
        throw error;
      },
    );
  }
}
