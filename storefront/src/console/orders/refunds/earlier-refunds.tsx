import { formatDateTime, formatMoney } from '../../../i18n/format';
import { Badge, type Tone } from '../../../ui/states';
import { m } from '../../messages';
import type { EarlierRefund } from './refund-plan';

const tones: Readonly<Record<EarlierRefund['status'], Tone>> = {
  pending: 'warn',
  succeeded: 'good',
  failed: 'bad',
};

/** What was refunded before. */
export function EarlierRefunds({
  refunds,
  currency,
}: {
  refunds: readonly EarlierRefund[];
  currency: string;
}) {
  const t = m.refund;
  if (refunds.length === 0) return null;
  return (
    <section aria-label={t.earlier} className="rounded-lg bg-muted px-3 py-2.5 text-sm">
      <h3 className="mb-1 font-medium">{t.earlier}</h3>
      <ul className="flex flex-col gap-1.5">
        {refunds.map((refund) => (
          <li key={refund.id} className="flex flex-wrap items-center justify-between gap-x-3">
            <span className="text-soft">
              {formatDateTime(refund.at)} ·{' '}
              {t.reasons[refund.reason as keyof typeof t.reasons] ?? refund.reason}
              {refund.automatic && ` · ${t.automatic}`}
            </span>
            <span className="flex items-center gap-2">
              <Badge tone={tones[refund.status]}>{t.states[refund.status]}</Badge>
              <span className="tabular-nums">{formatMoney(refund.amount, currency)}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
