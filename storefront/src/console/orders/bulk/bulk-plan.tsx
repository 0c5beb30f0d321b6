import type { BulkActionKind, BulkActionReply } from '@orderwire/contracts';
import { formatMoney } from '../../../i18n/format';
import { TextField } from '../../../ui/field';
import { Notice } from '../../../ui/states';
import { m } from '../../messages';
import { StatusBadge } from '../badges';
import { shortId } from '../short-id';
import { reasonText } from './reason-text';

/** From so many orders on, the number has to be typed. */
export const TYPED_FROM = 20;

export type Plan = Pick<BulkActionReply, 'matching' | 'applicable' | 'skips' | 'amounts' | 'sample'>;

interface BulkPlanProps {
  action: BulkActionKind;
  plan: Plan;
  typed: string;
  error: string | undefined;
  onTyped: (text: string) => void;
}

/** What the action will do: to how many orders, which are skipped and why, and the newest of them. */
export function BulkPlan({ action, plan, typed, error, onTyped }: BulkPlanProps) {
  const t = m.bulk;
  const { matching, applicable, skips, amounts, sample } = plan;
  if (applicable === 0) return <Notice tone="warn">{t.nothing}</Notice>;
  return (
    <div className="flex flex-col gap-4 text-sm">
      <Notice tone={action === 'assign' ? 'info' : 'warn'} title={t.actions[action]}>
        <p>{t.plan(applicable, matching)}</p>
        {amounts.length > 0 && (
          <p>{t.amounts(amounts.map((each) => formatMoney(each.amount, each.currency)).join(' + '))}</p>
        )}
      </Notice>
      {skips.length > 0 && (
        <section aria-label={t.skips}>
          <h3 className="mb-1 font-medium">{t.skips}</h3>
          <ul className="flex flex-col gap-1">
            {skips.map(({ reason, count }) => (
              <li key={reason} className="flex justify-between gap-4 text-soft">
                <span>{reasonText(reason)}</span>
                <span className="shrink-0 tabular-nums">{t.skip(count)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-label={t.sample}>
        <h3 className="mb-1 font-medium">{t.sample}</h3>
        <ul className="divide-y divide-line rounded-lg border border-line">
          {sample.map((order) => (
            <li key={order.orderId} className="flex items-center gap-3 px-3 py-2">
              <span className="font-mono">{shortId(order.orderId)}</span>
              <StatusBadge status={order.status} />
              <span className="min-w-0 flex-1 truncate text-soft">{order.email}</span>
              <span className="tabular-nums">{formatMoney(order.totalAmount, order.currency)}</span>
            </li>
          ))}
        </ul>
      </section>
      {applicable >= TYPED_FROM && (
        <TextField
          label={t.confirm(String(applicable))}
          inputMode="numeric"
          autoComplete="off"
          value={typed}
          error={error}
          onChange={(event) => onTyped(event.target.value)}
          className="max-w-60"
        />
      )}
    </div>
  );
}
