import type { Dashboard, DashboardPoint } from '@orderwire/contracts';
import { decimalsOf } from '@orderwire/contracts/currencies';
import { formatDuration, formatMoney, formatNumber, formatPercent } from '../../i18n/format';
import { formatLocale } from '../../i18n/locale';
import { m } from '../messages';

const t = m.dashboard.charts;

/** One line or bar of a chart. */
export interface ChartSeries {
  readonly name: string;
  /** A colour of the theme. */
  readonly color: string;
  readonly kind: 'area' | 'bar' | 'line';
  readonly value: (point: DashboardPoint) => number | null;
}

export interface ChartPlan {
  readonly id: string;
  readonly title: string;
  readonly series: readonly ChartSeries[];
  readonly text: (value: number) => string;
  /** Beside the axis: shorter. */
  readonly axisText: (value: number) => string;
}

const accent = 'var(--accent)';
const info = 'var(--info)';
const warn = 'var(--warn)';
const bad = 'var(--bad)';
const soft = 'var(--line-strong)';

const compact = new Intl.NumberFormat(formatLocale, { notation: 'compact', maximumFractionDigits: 1 });
const percentiles = (figure: 'minutesToPay' | 'webhookAge'): ChartSeries[] =>
  (
    [
      ['p50', accent],
      ['p90', info],
      ['p99', warn],
    ] as const
  ).map(([name, color]) => ({
    name: t[name],
    color,
    kind: 'line',
    value: (point) => point[figure]?.[name] ?? null,
  }));

/** The charts of the dashboard. */
export function chartPlans({ currency }: Dashboard): readonly ChartPlan[] {
  const code = currency ?? 'usd';
  const whole = 10 ** decimalsOf(code);
  const inUnit = (unit: 'minute' | 'second') => {
    const format = new Intl.NumberFormat(formatLocale, {
      style: 'unit',
      unit,
      unitDisplay: 'narrow',
      maximumFractionDigits: 1,
    });
    return (value: number) => format.format(value);
  };
  const [axisMinutes, axisSeconds] = [inUnit('minute'), inUnit('second')];
  const minutes = (value: number) => formatDuration(value * 60_000);
  const seconds = (value: number) => formatDuration(value * 1_000);
  return [
    {
      id: 'revenue',
      title: t.revenue,
      series: [
        { name: t.captured, color: accent, kind: 'area', value: ({ paid }) => paid.amount },
        { name: t.refunded, color: bad, kind: 'line', value: ({ refunded }) => refunded.amount },
      ],
      text: (amount) => formatMoney(amount, code),
      axisText: (amount) => compact.format(amount / whole),
    },
    {
      id: 'orders',
      title: t.orders,
      series: [
        { name: t.placed, color: soft, kind: 'bar', value: ({ placed }) => placed.count },
        { name: t.paid, color: accent, kind: 'bar', value: ({ paid }) => paid.count },
        {
          name: t.ended,
          color: warn,
          kind: 'bar',
          value: ({ cancelled, expired }) => cancelled.count + expired.count,
        },
      ],
      text: formatNumber,
      axisText: (count) => compact.format(count),
    },
    {
      id: 'conversion',
      title: t.conversion,
      series: [{ name: t.share, color: accent, kind: 'area', value: ({ conversion }) => conversion }],
      text: formatPercent,
      axisText: formatPercent,
    },
    {
      id: 'minutesToPay',
      title: t.minutesToPay,
      series: percentiles('minutesToPay'),
      text: minutes,
      axisText: (value) => (value > 0 && value < 1 ? axisSeconds(value * 60) : axisMinutes(value)),
    },
    {
      id: 'webhookAge',
      title: t.webhookAge,
      series: percentiles('webhookAge'),
      text: seconds,
      axisText: axisSeconds,
    },
  ];
}
