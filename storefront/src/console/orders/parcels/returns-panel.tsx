import type { OrderView, ReturnStatus, ReturnView } from '@orderwire/contracts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { apiUrl } from '../../../api/transport';
import { formatDateTime, formatNumber } from '../../../i18n/format';
import { Button, buttonClasses } from '../../../ui/button';
import { Badge, type Tone } from '../../../ui/states';
import { m } from '../../messages';
import { returnsQuery } from '../order/order-queries';
import { QueryPanel } from '../order/query-panel';
import { CreateReturnDialog } from './create-return-dialog';

const tones: Readonly<Record<ReturnStatus, Tone>> = {
  pending: 'info',
  action_required: 'bad',
  label_purchased: 'info',
  shipped: 'info',
  received: 'good',
};

/** Units of the order on their way back. */
export function ReturnsPanel({ order }: { order: OrderView }) {
  const t = m.parcels.returns;
  const query = useQuery(returnsQuery(order.id));
  const [isCreating, setCreating] = useState(false);
  const isReturnable = order.tracking?.shippedAt != null;
  return (
    <QueryPanel
      title={t.title}
      query={query}
      actions={
        isReturnable && (
          <Button size="small" onClick={() => setCreating(true)}>
            {t.create}
          </Button>
        )
      }
    >
      {({ data }) => (
        <>
          {data.length === 0 ? (
            <p className="text-sm text-soft">{t.empty}</p>
          ) : (
            <ul className="flex flex-col gap-4 text-sm">
              {data.map((each) => (
                <Return key={each.id} order={order} value={each} />
              ))}
            </ul>
          )}
          {isCreating && (
            <CreateReturnDialog order={order} returns={data} onClose={() => setCreating(false)} />
          )}
        </>
      )}
    </QueryPanel>
  );
}

function Return({ order, value }: { order: OrderView; value: ReturnView }) {
  const t = m.parcels;
  const { status, items, reason, problem, tracking, createdAt, receivedAt } = value;
  const names = new Map(order.items.map(({ productId, name }) => [productId, name]));
  return (
    <li className="flex flex-col gap-1">
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone={tones[status]}>{t.statuses[status]}</Badge>
        <span className="text-soft">
          {formatDateTime(createdAt)}
          {receivedAt && ` · ${t.returns.receivedAt(formatDateTime(receivedAt))}`}
        </span>
      </p>
      <ul>
        {items.map(({ productId, quantity }) => (
          <li key={productId}>
            {formatNumber(quantity)} × {names.get(productId) ?? productId}
          </li>
        ))}
      </ul>
      {reason && <p className="break-words text-soft">{reason}</p>}
      {problem && <p className="break-words text-bad">{problem}</p>}
      <p className="flex flex-wrap items-center gap-2">
        {tracking && <span className="font-mono text-[0.8125rem]">{tracking.trackingNumber}</span>}
        {(status === 'label_purchased' || status === 'shipped') && (
          <a
            className={buttonClasses('secondary', 'small')}
            href={apiUrl(`/returns/${value.id}/label.pdf`)}
            download
          >
            {t.label}
          </a>
        )}
      </p>
    </li>
  );
}
