import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { isNotFound } from '../../problems';
import { followOrder } from './order-stream';
import type { OrderState } from './order-state';
import { orderQuery } from './queries';

/** Between reads of a PENDING order whose changes do not arrive by themselves. */
const POLL_MS = 3_000;
/** Beside the stream: a safety net. */
const BESIDE_STREAM_MS = 15_000;
/** Of an order that is paid or cancelled: parcels and refunds. Only while the page is visible. */
const SLOW_MS = 10_000;

const pollInterval = (state: OrderState | undefined, isLive: boolean): number =>
  state?.order.status !== 'PENDING' ? SLOW_MS : isLive ? BESIDE_STREAM_MS : POLL_MS;

/** The order as it is now: every change appears within seconds. */
export function useLiveOrder(orderId: string) {
  const client = useQueryClient();
  const [isLive, setIsLive] = useState(false);
  const result = useQuery({
    ...orderQuery(orderId),
    refetchInterval: ({ state }) => !isNotFound(state.error) && pollInterval(state.data, isLive),
  });
  const isPending = result.data?.order.status === 'PENDING';
  useEffect(() => {
    if (!isPending) return;
    const { queryKey } = orderQuery(orderId);
    const stop = new AbortController();
    void followOrder(orderId, {
      signal: stop.signal,
      lastEventId: client.getQueryData(queryKey)?.timeline.entries.at(-1)?.id,
      onLive: (live) => !stop.signal.aborted && setIsLive(live),
      onEntry: () => void client.invalidateQueries({ queryKey }),
    });
    return () => stop.abort();
  }, [client, orderId, isPending]);
  return result;
}
