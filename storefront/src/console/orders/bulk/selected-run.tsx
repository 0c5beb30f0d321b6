import type { OrderView } from '@orderwire/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { api } from '../../../api/client';
import { Problem } from '../../../api/problem';
import { Button } from '../../../ui/button';
import { m } from '../../messages';
import { problemText } from '../../shell/problem-notice';
import { orderKey } from '../order/order-queries';
import { shortId } from '../short-id';
import type { BulkChoice } from './bulk-choice';
import { BulkProgress, type Counts } from './bulk-progress';
import { skipReason } from './selected-plan';

/** The request of one order. Each is idempotent: a repeated one changes nothing more. */
function act(order: OrderView, { action, params }: BulkChoice, key: string): Promise<unknown> {
  const note = params.note && { note: params.note };
  const path = `/orders/${order.id}`;
  switch (action) {
    case 'cancel':
      return api.post(`${path}/cancel`, params.note ? { reason: params.note } : {});
    case 'refund':
      return api.post(
        `${path}/refunds`,
        { reason: params.refundReason ?? 'requested_by_customer', ...note },
        { 'idempotency-key': `${key}-${order.id}` },
      );
    case 'assign':
      return api.put(`${path}/assignee`, { assigneeId: params.assigneeId ?? null });
    case 'mark_delivered':
      return api.patch(`${path}/status`, { status: 'DELIVERED' });
  }
}

interface SelectedRunProps {
  orders: readonly OrderView[];
  choice: BulkChoice;
  onClose: () => void;
}

/** Acts on selected orders one after the other, while the dialog is open. */
export function SelectedRun({ orders, choice, onClose }: SelectedRunProps) {
  const t = m.bulk;
  const queries = useQueryClient();
  const [counts, setCounts] = useState<Counts>({ total: orders.length, done: 0, skipped: 0, failed: 0 });
  const [failures, setFailures] = useState<readonly { id: string; text: string }[]>([]);
  const [state, setState] = useState<'running' | 'finished' | 'stopped'>('running');
  const stop = useRef(new AbortController());
  const isStarted = useRef(false);

  useEffect(() => {
    // Effects run twice in development; the orders are handled once.
    if (isStarted.current) return;
    isStarted.current = true;
    const { signal } = stop.current;
    const count = (name: 'done' | 'skipped' | 'failed') =>
      setCounts((before) => ({ ...before, [name]: before[name] + 1 }));
    const run = async () => {
      const key = crypto.randomUUID();
      for (const order of orders) {
        if (signal.aborted) return setState('stopped');
        if (skipReason(order, choice.action)) {
          count('skipped');
          continue;
        }
        try {
          await act(order, choice, key);
          count('done');
        } catch (error) {
          count('failed');
          const text = error instanceof Problem ? problemText(error) : String(error);
          setFailures((before) => [...before, { id: order.id, text }]);
        }
        void queries.invalidateQueries({ queryKey: orderKey(order.id) });
      }
      setState('finished');
    };
    void run();
  }, [orders, choice, queries]);
  // Closing the dialog stops it.
  useEffect(() => {
    const { current } = stop;
    return () => {
      if (isStarted.current && !document.querySelector('[data-selected-run]')) current.abort();
    };
  }, []);

  return (
    <div data-selected-run className="flex flex-col gap-4">
      <BulkProgress counts={counts} state={state} />
      {failures.length > 0 && (
        <section aria-label={t.problems}>
          <h3 className="mb-1 text-sm font-medium">{t.problems}</h3>
          <ul className="flex max-h-60 flex-col gap-1 overflow-y-auto text-sm">
            {failures.map(({ id, text }) => (
              <li key={id} className="flex gap-3">
                <Link to="/orders/$orderId" params={{ orderId: id }} className="font-mono underline">
                  {shortId(id)}
                </Link>
                <span className="text-soft">{text}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <div className="flex justify-end gap-2">
        {state === 'running' ? (
          <Button onClick={() => stop.current.abort()}>{t.stop}</Button>
        ) : (
          <Button look="primary" onClick={onClose}>
            {t.close}
          </Button>
        )}
      </div>
    </div>
  );
}
