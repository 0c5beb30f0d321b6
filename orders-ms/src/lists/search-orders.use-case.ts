import { Injectable } from '@nestjs/common';
import { type FoundOrders, isUuid, type OrderMatch, type SearchOrdersRequest } from '@orderwire/contracts';
import { OrderRepository } from '../lifecycle/order.repository.js';
import { foundOrder } from './found-order.js';
import { OrderSearchRepository } from './order-search.repository.js';

const LIMIT = 20;
const NUMBER_DIGITS = 8;
const MIN_ID_DIGITS = 8;
const MIN_EMAIL_PREFIX = 3;

/** Finds the orders that a text of staff may mean. Each lookup has an index, and a limit. */
@Injectable()
export class SearchOrdersUseCase {
  constructor(
    private readonly search: OrderSearchRepository,
    private readonly orders: OrderRepository,
  ) {}

  async execute({ query = '', orderIds = [] }: SearchOrdersRequest): Promise<FoundOrders> {
    const matches = new Map<string, OrderMatch>();
    for (const [match, ids] of await Promise.all([...this.lookups(query), related(orderIds)]))
      for (const id of ids) if (!matches.has(id)) matches.set(id, match);
    const orders = await this.orders.findAll([...matches.keys()]);
    const data = orders
      .sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime())
      .map((order) => foundOrder(order, matches.get(order.id) ?? 'related'));
    return { data };
  }

  /** Those that the text can be. */
  private lookups(query: string): Promise<readonly [OrderMatch, string[]]>[] {
    if (query === '') return [];
    const digits = query.replaceAll(/[-#]/g, '').toLowerCase();
    const isNumber = digits.length === NUMBER_DIGITS;
    const isId = new RegExp(`^[0-9a-f]{${MIN_ID_DIGITS},32}$`).test(digits);
    return [
      ...(isId ? [named('id', this.search.byIdPrefix(digits, LIMIT))] : []),
      ...(isId && isNumber ? [named('id', this.search.byNumber(digits, LIMIT))] : []),
      ...(isUuid(query) ? [named('refund', this.search.byRefund(query))] : []),
      named('tracking_number', this.search.byTrackingNumber(query, LIMIT)),
      named('correlation_id', this.search.byCorrelationId(query, LIMIT)),
      ...(query.length >= MIN_EMAIL_PREFIX
        ? [named('email', this.search.byEmailPrefix(query.toLowerCase(), LIMIT))]
        : []),
    ];
  }
}

const named = async (match: OrderMatch, ids: Promise<string[]>) => [match, await ids] as const;

const related = (ids: string[]) => named('related', Promise.resolve(ids));
