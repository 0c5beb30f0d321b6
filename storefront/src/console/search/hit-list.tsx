import type { FoundOrder } from '@orderwire/contracts';
import { useEffect, useRef } from 'react';
import { formatDateTime, formatMoney } from '../../i18n/format';
import { classNames } from '../../ui/class-names';
import { Badge } from '../../ui/states';
import { m } from '../messages';
import { StatusBadge } from '../orders/badges';
import { shortId } from '../orders/short-id';
import type { SearchHit } from './search-query';

interface HitListProps {
  id: string;
  hits: readonly SearchHit[];
  active: number;
  onHover: (index: number) => void;
  onOpen: (hit: SearchHit) => void;
}

/** The results by their kind. The box keeps the focus; `active` is the row that Enter opens. */
export function HitList({ id, hits, active, onHover, onOpen }: HitListProps) {
  const t = m.search;
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    // It returns a promise, which an effect must not.
    void row.current?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div id={`${id}-hits`} role="listbox" aria-label={t.results} className="flex flex-col gap-3">
      {(['orders', 'payments', 'accounts'] as const).map((group) => {
        const rows = hits.map((hit, index) => ({ hit, index })).filter(({ hit }) => hit.group === group);
        if (rows.length === 0) return null;
        return (
          <ul key={group} role="group" aria-label={t.groups[group]} className="flex flex-col">
            <li role="presentation" className="px-3 pb-1 text-xs font-semibold text-soft">
              {t.groups[group]}
            </li>
            {rows.map(({ hit, index }) => (
              <li
                key={hit.key}
                ref={index === active ? row : undefined}
                id={`${id}-${index}`}
                role="option"
                aria-selected={index === active}
                onMouseMove={() => onHover(index)}
                onClick={() => onOpen(hit)}
                className={classNames(
                  'flex min-h-11 cursor-pointer flex-wrap items-center gap-x-3 gap-y-0.5 rounded-lg px-3 py-2 text-sm',
                  index === active && 'bg-accent-soft',
                )}
              >
                <Hit hit={hit} />
              </li>
            ))}
          </ul>
        );
      })}
    </div>
  );
}

function Hit({ hit }: { hit: SearchHit }) {
  const t = m.search;
  if (hit.group === 'orders') return <Order order={hit.order} note={t.matches[hit.order.match]} />;
  if (hit.group === 'payments') {
    const { kind, id, order, orderId } = hit.payment;
    return (
      <>
        <span className="w-full truncate">
          {t.kinds[kind]} <span className="font-mono text-[0.8125rem]">{id}</span>
        </span>
        {order ? <Order order={order} /> : <span className="font-mono">{shortId(orderId)}</span>}
      </>
    );
  }
  const { name, email, role, status } = hit.account;
  return (
    <>
      <span className="font-medium">{name}</span>
      <span className="min-w-0 flex-1 truncate text-soft">{email}</span>
      <span className="text-soft">{m.shell.roles[role]}</span>
      {status !== 'active' && <Badge tone="bad">{m.search.accountStatuses[status]}</Badge>}
    </>
  );
}

const Order = ({ order, note }: { order: FoundOrder; note?: string }) => (
  <>
    <span className="font-mono">{shortId(order.orderId)}</span>
    <StatusBadge status={order.status} />
    <span className="min-w-0 flex-1 truncate text-soft">
      {[order.email, formatDateTime(order.createdAt), note].filter(Boolean).join(' · ')}
    </span>
    <span className="font-medium tabular-nums">{formatMoney(order.totalAmount, order.currency)}</span>
  </>
);
