import { Injectable } from '@nestjs/common';
import type { Dashboard, DashboardPoint, GetDashboardRequest } from '@orderwire/contracts';
import { currenciesOf } from './currencies.js';
import { DashboardRepository } from './dashboard.repository.js';
import { type Counted, figuresOf, type Measured, ordersNow } from './figures-of-period.js';
import { intervalsOf, type Period, periodBefore, periodOf, unitOf } from './period.js';
import { ReadFreshnessUseCase } from './read-freshness.use-case.js';

type Interval = Parameters<DashboardRepository['counted']>[0]['interval'];
type Row = Counted & { at: Date };
type DelayRow = Measured & { at: Date };

/** Reads the figures of one currency and period. */
@Injectable()
export class GetDashboardUseCase {
  constructor(
    private readonly dashboard: DashboardRepository,
    private readonly freshness: ReadFreshnessUseCase,
  ) {}

  /** Throws invalid_message for a period that is empty or has too many intervals. */
  async execute({ from, to, currency, interval = 'day' }: GetDashboardRequest): Promise<Dashboard> {
    const period = periodOf({ from, to }, 'hour');
    const beginnings = intervalsOf(period, interval);
    const ever = await this.dashboard.countedEver(period);
    const currencies = currenciesOf(ever);
    const chosen = currency ?? currencies[0] ?? null;
    const read = async (of: Period, by: Interval): Promise<[Row[], DelayRow[]]> => {
      if (chosen === null) return [[], []];
      const scope = { ...of, currency: chosen, interval: by, unit: unitOf(of, interval) };
      return [await this.dashboard.counted(scope), await this.dashboard.measured(scope)];
    };
    const [counted, measured] = await read(period, interval);
    return {
      ...{ currency: chosen, currencies, interval },
      ...{ from: period.from.toISOString(), to: period.to.toISOString() },
      series: seriesOf(beginnings, counted, measured),
      totals: figuresOf(counted, measured),
      previousTotals: figuresOf(...(await read(periodBefore(period), 'year'))),
      now: ordersNow(ever.filter((row) => row.currency === chosen)),
      freshness: await this.freshness.execute(),
    };
  }
}

function seriesOf(
  beginnings: readonly Date[],
  counted: readonly Row[],
  measured: readonly DelayRow[],
): DashboardPoint[] {
  const countedAt = byTime(counted);
  const measuredAt = byTime(measured);
  return beginnings.map((begin) => ({
    at: begin.toISOString(),
    ...figuresOf(countedAt.get(begin.getTime()) ?? [], measuredAt.get(begin.getTime()) ?? []),
  }));
}

function byTime<One extends { at: Date }>(rows: readonly One[]): Map<number, One[]> {
  const groups = new Map<number, One[]>();
  for (const row of rows) {
    const group = groups.get(row.at.getTime());
    if (group) group.push(row);
    else groups.set(row.at.getTime(), [row]);
  }
  return groups;
}
