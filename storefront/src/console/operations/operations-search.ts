import type { DeadLetterState, Owner } from '@orderwire/contracts';
import { day, oneOf, searchParams, text } from '../table/filters/search-params';

export const services = [
  'auth',
  'orders',
  'payments',
  'products',
  'notifications',
  'invoices',
  'shipping',
  'insights',
] as const satisfies readonly Owner[];

const states = ['open', 'resolved', 'requeued', 'discarded'] as const satisfies readonly DeadLetterState[];

/** The filters of groups of dead letters, by the names of the API. */
export const groupsSearch = searchParams({ service: oneOf(services), consumer: text(200) });

export type GroupsSearch = ReturnType<typeof groupsSearch>;

export const deadLettersSearch = searchParams({
  service: oneOf(services),
  state: oneOf(states),
  consumer: text(200),
  subject: text(200),
  errorGroup: text(32),
  from: day,
  to: day,
});

export type DeadLettersSearch = ReturnType<typeof deadLettersSearch>;

export const replaySearch = searchParams({ orderId: text(36) });
