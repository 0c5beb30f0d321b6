import type { ConsumerView, OutboxView, StreamView } from '@orderwire/contracts';
import { queryOptions } from '@tanstack/react-query';
import { api } from '../../../api/client';

/** How often both are read again. */
const LIVE_MS = 5_000;

/** The replies of the gateway, which asks all services. */
interface StreamsReply {
  readonly data: readonly (StreamView & { readonly consumers: readonly ConsumerView[] })[];
  readonly unavailable: readonly string[];
}

interface OutboxReply {
  readonly data: readonly OutboxView[];
  readonly unavailable: readonly string[];
}

export const streamsQuery = queryOptions({
  queryKey: ['streams', 'streams'],
  queryFn: ({ signal }) => api.get<StreamsReply>('/operations/streams', {}, signal),
  refetchInterval: LIVE_MS,
});

export const outboxQuery = queryOptions({
  queryKey: ['streams', 'outbox'],
  queryFn: ({ signal }) => api.get<OutboxReply>('/operations/outbox', {}, signal),
  refetchInterval: LIVE_MS,
});
