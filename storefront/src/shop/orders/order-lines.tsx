import type { OrderView } from '@orderwire/contracts';
import { Link } from '@tanstack/react-router';
import { formatDate, formatMoney, formatNumber } from '../../i18n/format';
import { Badge, type Tone } from '../../ui/states';
import { m } from '../messages';
import type { Refund } from './refunds';

/** The lines, taxes and total of an order, and its refunds. */
export function OrderLines({ order, refunds }: { order: OrderView; refunds: readonly Refund[] }) {
  const money = (amount: number) => formatMoney(amount, order.currency);
  return (
    <section aria-labelledby="items" className="rounded-2xl border border-line bg-surface p-5 sm:p-6">
      <h2 id="items" className="text-lg font-semibold">
        {m.order.items}
      </h2>
      <ul className="mt-2 divide-y divide-line">
        {order.items.map((line) => (
          <li key={line.productId} className="flex items-baseline gap-4 py-3">
            <div className="min-w-0 flex-1">
              <Link
                to="/products/$productId"
                params={{ productId: line.productId }}
                className="hover:text-accent hover:underline"
              >
                {line.name}
              </Link>
              <p className="text-sm text-soft tabular-nums">
                {formatNumber(line.quantity)} × {money(line.unitAmount)}
              </p>
            </div>
            <span className="tabular-nums">{money(line.amount)}</span>
          </li>
        ))}
      </ul>
      <dl className="border-t border-line pt-3 text-sm">
        {order.taxes.map(({ name, percentage, reason, inclusive, amount }) => (
          <Row
            key={`${reason} ${percentage}`}
            term={m.order.tax[reason](name, formatNumber(percentage), inclusive)}
            value={money(amount)}
          />
        ))}
        <Row term={m.order.total} value={money(order.totalAmount)} strong />
        {order.refundedAmount > 0 && (
          <Row term={m.order.refundedSum} value={`−${money(order.refundedAmount)}`} />
        )}
      </dl>
      {refunds.length > 0 && <Refunds refunds={refunds} />}
    </section>
  );
}

const Row = ({ term, value, strong }: { term: string; value: string; strong?: boolean }) => (
  <div
    className={
      strong
        ? 'flex justify-between gap-4 pt-2 text-base font-semibold'
        : 'flex justify-between gap-4 py-1 text-soft'
    }
  >
    <dt>{term}</dt>
    <dd className="whitespace-nowrap tabular-nums">{value}</dd>
  </div>
);

const tones: Readonly<Record<Refund['state'], Tone>> = { pending: 'info', succeeded: 'good', failed: 'bad' };

const Refunds = ({ refunds }: { refunds: readonly Refund[] }) => (
  <div className="mt-4 rounded-xl bg-muted p-4">
    <h3 className="text-sm font-semibold">{m.order.refunds}</h3>
    <ul className="mt-2 flex flex-col gap-2 text-sm">
      {refunds.map(({ id, amount, currency, state, at }) => (
        <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Badge tone={tones[state]}>{m.order.refundState[state]}</Badge>
          <span className="text-soft">{formatDate(at)}</span>
          <span className="ml-auto font-medium tabular-nums">{formatMoney(amount, currency)}</span>
        </li>
      ))}
    </ul>
  </div>
);
