import type { DashboardPoint } from '@orderwire/contracts';
import {
  Area,
  Bar,
  CartesianGrid,
  ComposedChart,
  Legend,
  Line,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { useMediaQuery } from '../table/use-media-query';
import { m } from '../messages';
import type { ChartPlan, ChartSeries } from './chart-series';

const t = m.dashboard.charts;

const tick = { fill: 'var(--text-soft)', fontSize: 12 };

const keyOf = (index: number): string => `series${index}`;

interface TimeChartProps {
  plan: ChartPlan;
  points: readonly DashboardPoint[];
  timeText: (at: string) => string;
}

/** Figures over time. What it shows is also in its name, and in the table beside it. */
export default function TimeChart({ plan, points, timeText }: TimeChartProps) {
  const isStill = useMediaQuery('(prefers-reduced-motion: reduce)');
  const data = points.map((point) => ({
    at: point.at,
    ...Object.fromEntries(plan.series.map(({ value }, index) => [keyOf(index), value(point)])),
  }));
  return (
    <div role="img" aria-label={summaryOf(plan, points, timeText)} className="h-64 text-sm">
      <ResponsiveContainer width="100%" height="100%">
        <ComposedChart
          data={data}
          accessibilityLayer={false}
          barGap={0}
          barCategoryGap="18%"
          margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
        >
          <CartesianGrid stroke="var(--line)" vertical={false} />
          <XAxis
            dataKey="at"
            tickFormatter={timeText}
            tick={tick}
            tickLine={false}
            axisLine={{ stroke: 'var(--line)' }}
            minTickGap={28}
          />
          <YAxis
            tickFormatter={plan.axisText}
            tick={tick}
            tickLine={false}
            axisLine={false}
            width={64}
            allowDecimals={plan.id !== 'orders'}
          />
          <Tooltip
            isAnimationActive={false}
            labelFormatter={(at) => (typeof at === 'string' ? timeText(at) : at)}
            formatter={(value) => (typeof value === 'number' ? plan.text(value) : m.shell.none)}
            contentStyle={{
              background: 'var(--raised)',
              border: '1px solid var(--line)',
              borderRadius: 10,
              color: 'var(--text)',
            }}
            itemStyle={{ color: 'var(--text)' }}
            cursor={{ fill: 'var(--muted)', stroke: 'var(--line-strong)', fillOpacity: 0.6 }}
          />
          {plan.series.length > 1 && (
            <Legend
              itemSorter={null}
              iconType="plainline"
              iconSize={16}
              formatter={(name) => <span className="text-soft">{name}</span>}
            />
          )}
          {plan.series.map((series, index) =>
            drawn(series, keyOf(index), { isAnimationActive: !isStill, dot: isSparse(series, points) }),
          )}
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}

/** A line needs two points: few ones are shown as dots too. */
const isSparse = ({ value }: ChartSeries, points: readonly DashboardPoint[]): boolean =>
  points.filter((point) => value(point) !== null).length < 8;

function drawn(
  { name, color, kind }: ChartSeries,
  dataKey: string,
  { isAnimationActive, dot }: { isAnimationActive: boolean; dot: boolean },
) {
  const shared = { name, dataKey, isAnimationActive, animationDuration: 400 };
  if (kind === 'bar')
    return <Bar key={name} {...shared} fill={color} maxBarSize={24} radius={[3, 3, 0, 0]} />;
  const stroke = {
    stroke: color,
    strokeWidth: 2,
    type: 'monotone',
    connectNulls: true,
    dot: dot && { r: 3, fill: color },
  } as const;
  if (kind === 'area') return <Area key={name} {...shared} {...stroke} fill={color} fillOpacity={0.12} />;
  return <Line key={name} {...shared} {...stroke} />;
}

function summaryOf(
  plan: ChartPlan,
  points: readonly DashboardPoint[],
  timeText: (at: string) => string,
): string {
  const largest = plan.series.map(({ name, value }) => {
    const most = Math.max(...points.map((point) => value(point) ?? 0));
    return `${name} ${plan.text(most)}`;
  });
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return plan.title;
  return t.summary(plan.title, timeText(first.at), timeText(last.at), largest.join(', '));
}
