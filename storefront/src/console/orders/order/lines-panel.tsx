import type { OrderView } from '@orderwire/contracts';
import { formatMoney, formatNumber, formatPercent } from '../../../i18n/format';
import { m } from '../../messages';
import { Panel } from '../../shell/page';

const cell = 'px-5 py-3 text-right tabular-nums';
const head = 'px-5 pt-3 pb-2 text-xs font-semibold text-soft';

/** What was ordered, its taxes, and what of its money went back. */
export function LinesPanel({ order }: { order: OrderView }) {
  const t = m.order.lines;
  const money = (amount: number) => formatMoney(amount, order.currency);
  const pending = order.refundPendingAmount ?? 0;
  const left = order.totalAmount - order.refundedAmount - pending;
  return (
    <Panel title={t.title} className="">
      <div role="region" aria-label={t.title} tabIndex={0} className="overflow-x-auto">
        <table className="w-full min-w-[26rem] text-sm">
          <thead>
            <tr className="border-b border-line">
              <th scope="col" className={`${head} text-left`}>
                {t.product}
              </th>
              <th scope="col" className={`${head} text-right`}>
                {t.quantity}
              </th>
              <th scope="col" className={`${head} text-right`}>
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
                <td className="px-5 py-3 font-medium">{line.name}</td>
                <td className={cell}>{formatNumber(line.quantity)}</td>
                <td className={cell}>{money(line.unitAmount)}</td>
                <td className={cell}>{money(line.amount)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
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
          </tfoot>
        </table>
      </div>
    </Panel>
  );
}

const Sum = ({ name, value, strong }: { name: string; value: string; strong?: boolean }) => (
  <tr className={strong ? 'font-semibold' : 'text-soft'}>
    <th scope="row" colSpan={3} className="px-5 py-1.5 text-right font-[inherit] last:pb-3">
      {name}
    </th>
    <td className="px-5 py-1.5 text-right tabular-nums">{value}</td>
  </tr>
);
