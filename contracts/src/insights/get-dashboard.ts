import { Type } from 'class-transformer';
import { IsIn, IsInt, IsNumber, IsOptional, IsString, ValidateNested } from 'class-validator';
import { rpc } from '../contract.js';
import { IsTime, Nullable } from '../rules.js';
import { Freshness } from './freshness.js';
import { InsightsPeriod } from './insights-period.js';

/** Of the points of a series. Days and weeks are those of UTC; a week begins on Monday. */
export const insightsIntervals = ['hour', 'day', 'week'] as const;

export type InsightsInterval = (typeof insightsIntervals)[number];

/** The most points of a series. */
export const MAX_POINTS = 400;

export class GetDashboardRequest extends InsightsPeriod {
  /** Default: `day`. A period has at most 400 intervals. */
  @IsOptional()
  @IsIn(insightsIntervals)
  interval?: InsightsInterval;
}

/** How many, and their sum in minor units. */
export class CountedAmount {
  @IsInt()
  count!: number;

  /** A sum: it may be larger than any amount of an order. */
  @IsInt()
  amount!: number;
}

/** Half of the measured times are at most `p50`, nine tenths `p90`, and 99 % `p99`; exact to 9 %. */
export class Percentiles {
  @IsInt()
  count!: number;

  @IsNumber()
  p50!: number;

  @IsNumber()
  p90!: number;

  @IsNumber()
  p99!: number;
}

/** The figures of a period. Amounts are minor units of `currency`. */
export class DashboardFigures {
  /** Orders that were placed in the period, with their totals. */
  @ValidateNested()
  @Type(() => CountedAmount)
  placed!: CountedAmount;

  /** Orders that were paid in the period, with what was captured: the revenue. */
  @ValidateNested()
  @Type(() => CountedAmount)
  paid!: CountedAmount;

  /** Orders that were cancelled in the period, except expired ones. */
  @ValidateNested()
  @Type(() => CountedAmount)
  cancelled!: CountedAmount;

  /** Orders that were cancelled in the period because they were not paid in time. */
  @ValidateNested()
  @Type(() => CountedAmount)
  expired!: CountedAmount;

  /** Refunds of the period that succeeded and have not failed since. */
  @ValidateNested()
  @Type(() => CountedAmount)
  refunded!: CountedAmount;

  /** Captured less refunded. */
  @IsInt()
  net!: number;

  /** Disputes that were opened in the period. */
  @ValidateNested()
  @Type(() => CountedAmount)
  disputed!: CountedAmount;

  /** Those of them that are lost. */
  @ValidateNested()
  @Type(() => CountedAmount)
  disputesLost!: CountedAmount;

  /** Delayed payments that failed in the period. */
  @IsInt()
  paymentsFailed!: number;

  /** The part of the orders placed in the period that is paid by now, 0 to 1; null without orders. */
  @Nullable()
  @IsNumber()
  conversion!: number | null;

  /** From placed to paid, of the orders paid in the period, in minutes; null without any. */
  @Nullable()
  @ValidateNested()
  @Type(() => Percentiles)
  minutesToPay!: Percentiles | null;

  /**
   * Age of the news of a payment when its order became PAID, in seconds since Stripe's capture, of the
   * orders paid in the period. Ages over a day are those of delayed payments and do not count.
   */
  @Nullable()
  @ValidateNested()
  @Type(() => Percentiles)
  webhookAge!: Percentiles | null;
}

/** The figures of one interval. */
export class DashboardPoint extends DashboardFigures {
  /** When the interval begins, which may be before `from`: only the part within the period counts. */
  @IsTime()
  at!: string;
}

/** All orders by what became of them until now, whenever they were placed, with their totals. */
export class OrdersNow {
  @ValidateNested()
  @Type(() => CountedAmount)
  pending!: CountedAmount;

  @ValidateNested()
  @Type(() => CountedAmount)
  paid!: CountedAmount;

  @ValidateNested()
  @Type(() => CountedAmount)
  cancelled!: CountedAmount;

  @ValidateNested()
  @Type(() => CountedAmount)
  expired!: CountedAmount;
}

export class Dashboard {
  /** Null when none was requested and there are no orders. */
  @Nullable()
  @IsString()
  currency!: string | null;

  /** All currencies with orders, those with the most orders first. */
  @IsString({ each: true })
  currencies!: string[];

  @IsTime()
  from!: string;

  @IsTime()
  to!: string;

  @IsIn(insightsIntervals)
  interval!: InsightsInterval;

  /** Every interval that overlaps the period, oldest first. */
  @ValidateNested({ each: true })
  @Type(() => DashboardPoint)
  series!: DashboardPoint[];

  @ValidateNested()
  @Type(() => DashboardFigures)
  totals!: DashboardFigures;

  /** Of the period of the same length before. */
  @ValidateNested()
  @Type(() => DashboardFigures)
  previousTotals!: DashboardFigures;

  @ValidateNested()
  @Type(() => OrdersNow)
  now!: OrdersNow;

  @ValidateNested()
  @Type(() => Freshness)
  freshness!: Freshness;
}

export const GetDashboard = rpc('insights.get_dashboard', {
  description:
    'Figures of orders and payments in one currency: a series, its totals, and the totals of the period before. Read from figures that events keep up to date; no service on the path of an order is asked.',
  request: GetDashboardRequest,
  reply: Dashboard,
  access: 'staff',
  callers: ['client-gateway'],
  readOnly: true,
  example: { from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z', interval: 'day', currency: 'eur' },
});
