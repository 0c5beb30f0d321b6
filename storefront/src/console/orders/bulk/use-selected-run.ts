import type { OrderView } from '@orderwire/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api } from '../../../api/client';
import { problemText } from '../../shell/problem-notice';
import { orderKey } from '../order/order-queries';
import type { BulkChoice } from './bulk-choice';
import { skipReason } from './selected-plan';

/** The request of one order. Each is idempotent: a repeated one changes nothing more. */
function act(order: OrderView, { action, params }: BulkChoice, key: string): Promise<unknown> {
  const path = `/orders/${order.id}`;
  switch (action) {
    case 'cancel':
      return api.post(`${path}/cancel`, params.note ? { reason: params.note } : {});
    case 'refund':
      return api.post(
        `${path}/refunds`,
        { reason: params.refundReason ?? 'requested_by_customer', ...(params.note && { note: params.note }) },
        { 'idempotency-key': `${key}-${order.id}` },
      );
    case 'assign':
      return api.put(`${path}/assignee`, { assigneeId: params.assigneeId ?? null });
    case 'mark_delivered':
      return api.patch(`${path}/status`, { status: 'DELIVERED' });
  }
}

export interface SelectedRun {
  readonly state: 'running' | 'finished' | 'stopped';
  readonly total: number;
  readonly done: number;
  readonly skipped: number;
  readonly failed: number;
  readonly failures: readonly { readonly id: string; readonly text: string }[];
}

/** Acts on selected orders one after the other, until it is stopped. What is done stays done. */
export function useSelectedRun() {
  const queries = useQueryClient();
  const [run, setRun] = useState<SelectedRun>();
  const stop = useRef(new AbortController());
  // A dialog that has closed shows no progress and no way to stop.
  useEffect(() => () => stop.current.abort(), []);

  async function start(orders: readonly OrderView[], choice: BulkChoice): Promise<void> {
    const { signal } = (stop.current = new AbortController());
    const key = crypto.randomUUID();
    let now: SelectedRun = {
      state: 'running',
      total: orders.length,
      done: 0,
      skipped: 0,
      failed: 0,
      failures: [],
    };
    const report = (change: Partial<SelectedRun>) => setRun((now = { ...now, ...change }));
    report({});
    for (const order of orders) {
      if (signal.aborted) return report({ state: 'stopped' });
      if (skipReason(order, choice.action)) {
        report({ skipped: now.skipped + 1 });
        continue;
      }
      try {
        await act(order, choice, key);
        report({ done: now.done + 1 });
      } catch (error) {
        const failures = [...now.failures, { id: order.id, text: problemText(error) }];
        report({ failed: now.failed + 1, failures });
      }
      void queries.invalidateQueries({ queryKey: orderKey(order.id) });
    }
    report({ state: 'finished' });
  }

  return { run, start, stop: () => stop.current.abort() };
}
