import type { OrderPayments } from '@orderwire/contracts';
import { formatDateTime, formatMoney } from '../../i18n/format';
import { m } from '../messages';

/** The double entries of an order or a payment. The entries of a movement sum to zero. */
export function LedgerTable({ entries, open }: { entries: OrderPayments['ledger']; open?: boolean }) {
  const t = m.orderPayments;
  const head = 'py-1.5 pr-4 text-left text-xs font-semibold text-soft last:pr-0';
  return (
    <details open={open} className="text-sm">
      <summary className="w-fit cursor-pointer font-semibold">{t.ledgerLead(entries.length)}</summary>
      <div role="group" aria-label={t.ledger} tabIndex={0} className="mt-2 overflow-x-auto">
        <table className="w-full min-w-[28rem]">
          <thead>
            <tr>
              <th scope="col" className={head}>
                {t.columns.time}
              </th>
              <th scope="col" className={head}>
                {t.columns.account}
              </th>
              <th scope="col" className={head}>
                {t.columns.movement}
              </th>
              <th scope="col" className={`${head} text-right`}>
                {t.columns.amount}
              </th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <tr key={`${entry.movement}${entry.account}${entry.currency}`} className="border-t border-line">
                <td className="py-1.5 pr-4 whitespace-nowrap text-soft">{formatDateTime(entry.at)}</td>
                <td className="py-1.5 pr-4">{t.accounts[entry.account]}</td>
                <td className="max-w-48 truncate py-1.5 pr-4 font-mono text-xs" title={entry.movement}>
                  {entry.movement}
                </td>
                <td className="py-1.5 text-right tabular-nums">
                  {formatMoney(entry.amount, entry.currency)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
