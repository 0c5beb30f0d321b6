import type { OrderView, StandingCode, StandingFact } from '@orderwire/contracts';
import { formatDateTime, formatMoney } from '../../../i18n/format';
import { Notice, type Tone } from '../../../ui/states';
import { m } from '../../messages';

const urgent: ReadonlySet<StandingCode> = new Set([
  'payment_session_not_expirable',
  'rejected_payment_refund_failed',
  'refund_failed',
  'dispute_open',
  'dispute_lost',
  'fraud_warning',
]);

const waiting: ReadonlySet<StandingCode> = new Set([
  'payment_session_missing',
  'payments_unavailable',
  'payment_failed',
  'overdue',
  'refund_pending',
  'payment_rejected',
  'rejected_payment_refunding',
  'review_open',
]);

const settled: ReadonlySet<StandingCode> = new Set(['paid', 'shipped', 'delivered']);

function toneOf(codes: readonly StandingCode[]): Tone {
  if (codes.some((code) => urgent.has(code))) return 'bad';
  if (codes.some((code) => waiting.has(code))) return 'warn';
  return codes.some((code) => settled.has(code)) ? 'good' : 'info';
}

/** One sentence. Codes that a newer orders-ms adds are skipped. */
function sentence({ code, amount, currency, at, until, again, because }: StandingFact): string | undefined {
  const t = m.order;
  if (!Object.hasOwn(t.standing, code)) return undefined;
  const time = (value: string | undefined) => (value ? formatDateTime(value) : t.unknownTime);
  return t.standing[code]({
    amount: currency ? formatMoney(amount ?? 0, currency) : '',
    at: time(at),
    until: time(until),
    again: again && formatDateTime(again),
    because: because && (m.timeline.reasons[because] ?? because.trim()),
  });
}

/** Why the order has its status, what it waits for, and what staff have to do. */
export function StandingNotice({ order, standing }: { order: OrderView; standing: readonly StandingFact[] }) {
  const sentences = standing.map(sentence).filter((text) => text !== undefined);
  if (sentences.length === 0) return null;
  return (
    <Notice tone={toneOf(standing.map(({ code }) => code))} title={m.order.why[order.status]}>
      <div className="mt-0.5 max-w-prose space-y-1">
        {sentences.map((text) => (
          <p key={text}>{text}</p>
        ))}
      </div>
    </Notice>
  );
}
