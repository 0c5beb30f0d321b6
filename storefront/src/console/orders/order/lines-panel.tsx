import type { OrderView } from '@orderwire/contracts';
import { formatMoney, formatNumber, formatPercent } from '../../../i18n/format';
import { m } from '../../messages';
import { Panel } from '../../shell/page';

const cell = 'px-3 py-3 text-right tabular-nums first:pl-5 last:pr-5 sm:px-5';
const head = 'px-3 pt-3 pb-2 text-xs font-semibold text-soft first:pl-5 last:pr-5 sm:px-5';

/** What was ordered, its taxes, and what of its money went back. */
export function LinesPanel({ order }: { order: OrderView }) {
  const t = m.order.lines;
  const money = (amount: number) => formatMoney(amount, order.currency);
  const pending = order.refundPendingAmount ?? 0;
  const left = order.totalAmount - order.refundedAmount - pending;
  return (
    <Panel title={t.title} className="">
      <table className="w-full text-sm">
        <thead>
          <tr className="border-b border-line">
            <th scope="col" className={`${head} text-left`}>
              {t.product}
            </th>
            <th scope="col" className={`${head} text-right`}>
              {t.quantity}
            </th>
            <th scope="col" className={`${head} hidden text-right sm:table-cell`}>
              {t.unit}
            </th>
            <th scope="col" className={`${head} text-right`}>
              {t.amount}
            </th>
          </tr>
        </thead>
        <tbody>
          {order.items.map((line) => (
            <tr key={line.productId} className="border-b border-line">
              <td className="py-3 pr-3 pl-5 font-medium [overflow-wrap:anywhere]">{line.name}</td>
              <td className={cell}>{formatNumber(line.quantity)}</td>
              <td className={`${cell} hidden sm:table-cell`}>{money(line.unitAmount)}</td>
              <td className={cell}>{money(line.amount)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <dl className="ml-auto grid w-fit grid-cols-[auto_auto] gap-x-6 gap-y-2 px-5 py-3 text-right text-sm">
        {order.taxes.map((tax) => (
          <Sum
            key={`${tax.reason}${tax.percentage}`}
            name={`${t.tax(tax.name, formatPercent(tax.percentage / 100))}${tax.inclusive ? ` (${t.included})` : ''}`}
            value={money(tax.amount)}
          />
        ))}
        <Sum name={t.total} value={money(order.totalAmount)} strong />
        {order.refundedAmount > 0 && <Sum name={t.refunded} value={money(-order.refundedAmount)} />}
        {pending > 0 && <Sum name={t.refundPending} value={money(-pending)} />}
        {left !== order.totalAmount && <Sum name={t.remaining} value={money(left)} strong />}
      </dl>
    </Panel>
  );
}

const Sum = ({ name, value, strong }: { name: string; value: string; strong?: boolean }) => (
  <div className={strong ? 'contents font-semibold' : 'contents text-soft'}>
    <dt>{name}</dt>
    <dd className="tabular-nums">{value}</dd>
  </div>
);
