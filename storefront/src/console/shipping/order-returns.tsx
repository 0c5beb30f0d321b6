import type { OrderReturns, ReturnView } from '@orderwire/contracts';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client';
import { apiUrl } from '../../api/transport';
import { formatNumber } from '../../i18n/format';
import { buttonClasses } from '../../ui/button';
import { Skeleton } from '../../ui/states';
import { m } from '../messages';
import { Time } from '../parts/cells';
import { Panel } from '../shell/page';
import { ProblemNotice } from '../shell/problem-notice';
import { ReturnBadge } from './badges';

const t = m.shipping;

/** The parcels of an order that are on their way back. */
export function OrderReturnsTable({ orderId }: { orderId: string }) {
  const query = useQuery({
    queryKey: ['shipments', 'returns', orderId],
    queryFn: ({ signal }) => api.get<OrderReturns>(`/orders/${orderId}/returns`, {}, signal),
  });
  const returns = query.data?.data;
  return (
    <Panel title={t.returns} className={returns && returns.length > 0 ? '' : 'p-5'}>
      {query.isError ? (
        <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : !returns ? (
        <Skeleton className="h-6" />
      ) : returns.length === 0 ? (
        <p className="text-sm text-soft">{t.noReturns}</p>
      ) : (
        <ul>
          {returns.map((each) => (
            <Return key={each.id} parcel={each} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Return({ parcel }: { parcel: ReturnView }) {
  const units = parcel.items.reduce((sum, { quantity }) => sum + quantity, 0);
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-2 border-b border-line px-5 py-3 text-sm last:border-b-0">
      <ReturnBadge status={parcel.status} />
      <span className="tabular-nums">
        {t.returnColumns.units}: {formatNumber(units)}
      </span>
      <span className="min-w-0 flex-1 basis-48">
        {parcel.reason}
        {parcel.problem && <span className="block text-bad">{parcel.problem}</span>}
      </span>
      <span className="text-soft">
        <Time at={parcel.receivedAt ?? parcel.createdAt} />
      </span>
      {parcel.tracking && (
        <a
          href={apiUrl(`/returns/${parcel.id}/label.pdf`)}
          download
          className={buttonClasses('secondary', 'small')}
        >
          {t.returnColumns.label}
        </a>
      )}
    </li>
  );
}
