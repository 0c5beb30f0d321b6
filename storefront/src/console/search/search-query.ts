import type { FoundOrder, PaymentHit, UserView } from '@orderwire/contracts';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { LinkProps } from '@tanstack/react-router';
import { api } from '../../api/client';

/** The reply of `GET /search`. */
export interface SearchResults {
  readonly orders: readonly FoundOrder[];
  readonly payments: readonly (PaymentHit & { readonly order: FoundOrder | null })[];
  readonly accounts: readonly UserView[];
  /** Services that did not answer. */
  readonly unavailable: readonly string[];
}

/** The shortest text that is searched. */
export const MIN_LENGTH = 3;

export const searchQuery = (text: string) =>
  queryOptions({
    queryKey: ['search', text],
    queryFn: ({ signal }) => api.get<SearchResults>('/search', { q: text }, signal),
    enabled: text.length >= MIN_LENGTH,
    placeholderData: keepPreviousData,
    retry: false,
  });

/** One row of the results. */
export type SearchHit = { readonly key: string; readonly link: LinkProps } & (
  | { readonly group: 'orders'; readonly order: FoundOrder }
  | { readonly group: 'payments'; readonly payment: SearchResults['payments'][number] }
  | { readonly group: 'accounts'; readonly account: UserView }
);

/** All rows in the order in which they are shown. */
export const hitsOf = ({ orders, payments, accounts }: SearchResults): SearchHit[] => [
  ...orders.map((order): SearchHit => ({
    key: `order-${order.orderId}-${order.match}`,
    link: { to: '/orders/$orderId', params: { orderId: order.orderId } },
    group: 'orders',
    order,
  })),
  ...payments.map((payment): SearchHit => ({
    key: `payment-${payment.id}`,
    link: { to: '/orders/$orderId', params: { orderId: payment.orderId } },
    group: 'payments',
    payment,
  })),
  ...accounts.map((account): SearchHit => ({
    key: `account-${account.id}`,
    link: { to: '/people/$userId', params: { userId: account.id } },
    group: 'accounts',
    account,
  })),
];
