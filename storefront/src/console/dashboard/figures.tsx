import type { Dashboard, DashboardFigures } from '@orderwire/contracts';
import { ArrowDownRight, ArrowUpRight } from 'lucide-react';
import { formatDuration, formatMoney, formatNumber, formatPercent } from '../../i18n/format';
import { classNames } from '../../ui/class-names';
import { m } from '../messages';
import { changeOf } from './change';

const t = m.dashboard;

interface Figure {
  readonly name: keyof typeof t.figures;
  readonly value: (figures: DashboardFigures) => number | null;
  readonly text: (value: number, currency: string) => string;
  /** Whether more of it is better; undefined: neither. */
  readonly moreIsGood?: boolean;
}

const money = (value: number, currency: string) => formatMoney(value, currency);

const all: readonly Figure[] = [
  { name: 'revenue', value: ({ paid }) => paid.amount, text: money, moreIsGood: true },
  { name: 'net', value: ({ net }) => net, text: money, moreIsGood: true },
  { name: 'refunded', value: ({ refunded }) => refunded.amount, text: money, moreIsGood: false },
  { name: 'disputed', value: ({ disputed }) => disputed.count, text: formatNumber, moreIsGood: false },
  { name: 'placed', value: ({ placed }) => placed.count, text: formatNumber, moreIsGood: true },
  { name: 'paid', value: ({ paid }) => paid.count, text: formatNumber, moreIsGood: true },
  { name: 'conversion', value: ({ conversion }) => conversion, text: formatPercent, moreIsGood: true },
  {
    name: 'minutesToPay',
    value: ({ minutesToPay }) => minutesToPay?.p50 ?? null,
    text: (minutes) => formatDuration(minutes * 60_000),
    moreIsGood: false,
  },
];

/** The totals of the period, each beside how it changed. */
export function Figures({ dashboard }: { dashboard: Dashboard }) {
  const { totals, previousTotals, currency } = dashboard;
  return (
    <dl
      aria-label={t.figures.title}
      className="grid grid-cols-2 gap-px overflow-hidden rounded-xl border border-line bg-line lg:grid-cols-4"
    >
      {all.map(({ name, value, text, moreIsGood }) => {
        const now = value(totals);
        return (
          <div key={name} className="min-w-0 bg-surface px-4 py-4 sm:px-5">
            <dt className="text-sm text-soft">{t.figures[name]}</dt>
            <dd className="mt-1 text-base font-semibold break-words tabular-nums sm:text-2xl">
              {now === null ? m.shell.none : text(now, currency ?? 'usd')}
            </dd>
            <dd className="mt-1 text-xs">
              <Changed now={now} before={value(previousTotals)} moreIsGood={moreIsGood} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

interface ChangedProps {
  now: number | null;
  before: number | null;
  moreIsGood: boolean | undefined;
}

function Changed({ now, before, moreIsGood }: ChangedProps) {
  const change = changeOf(now, before);
  if (!change) return <span className="text-soft">{m.shell.none}</span>;
  if (change.kind === 'same') return <span className="text-soft">{t.same}</span>;
  if (change.kind === 'new') return <span className="text-soft">{t.newly}</span>;
  const isMore = change.kind === 'more';
  const isGood = moreIsGood === undefined ? undefined : isMore === moreIsGood;
  const Icon = isMore ? ArrowUpRight : ArrowDownRight;
  const share = formatPercent(change.share);
  return (
    <span
      className={classNames(
        'inline-flex items-center gap-1 font-medium',
        isGood === true && 'text-good',
        isGood === false && 'text-bad',
      )}
    >
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {isMore ? t.more(share) : t.less(share)}
    </span>
  );
}
