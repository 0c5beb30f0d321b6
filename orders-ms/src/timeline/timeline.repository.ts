import { Injectable } from '@nestjs/common';
import type { TimelineEntry, TimelineStep } from '@orderwire/contracts';
import { Database, type KeysetCursor, statement, type Tx } from '@orderwire/platform';
import { type Prisma, PrismaClient } from '../generated/client.js';
import { sessionSteps, standingSteps } from './standing.js';
import { type NewTimelineEntry, staffSteps } from './timeline.js';

export type EntryParams = ReturnType<typeof entryParams>;

/**
 * Inserts entries as part of another statement; its parameters are {@link entryParams}. `where` may name
 * their columns.
 */
export const insertEntries = (where = ''): string => `
  INSERT INTO timeline (id, order_id, at, step, cause, correlation_id, message, details)
  SELECT e.* FROM unnest(:entryIds::uuid[], :entryOrderIds::uuid[], :entryTimes::timestamptz[], :entrySteps::text[],
    :entryCauses::text[], :entryCorrelationIds::text[], :entryMessages::text[], :entryDetails::jsonb[])
    AS e (id, order_id, at, step, cause, correlation_id, message, details) ${where}`;

export const entryParams = (entries: readonly NewTimelineEntry[]) => ({
  entryIds: entries.map(({ id }) => id),
  entryOrderIds: entries.map(({ orderId }) => orderId),
  entryTimes: entries.map(({ at }) => at.toISOString()),
  entrySteps: entries.map(({ step }) => step),
  entryCauses: entries.map(({ cause }) => cause),
  entryCorrelationIds: entries.map(({ correlationId }) => correlationId),
  entryMessages: entries.map(({ message }) => message),
  entryDetails: entries.map(({ details }) => JSON.stringify(details)),
});

const addEntries = statement<Record<string, never>, EntryParams>('timeline.add', insertEntries());

/** About 60 refunds: far more than an order has, and far less than a message holds. */
const STANDING_ENTRIES = 200;

/** Timeline entries are only added, never changed. */
@Injectable()
export class TimelineRepository {
  constructor(
    private readonly database: Database,
    private readonly prisma: PrismaClient,
  ) {}

  async add(entries: readonly NewTimelineEntry[]): Promise<void> {
    await this.database.run(addEntries, entryParams(entries));
  }

  async addIn(tx: Tx, entries: readonly NewTimelineEntry[]): Promise<void> {
    await tx.run(addEntries, entryParams(entries));
  }

  /** At most `limit` entries after the cursor, oldest first, along the primary key. */
  async list(
    orderId: string,
    { forStaff, after, limit }: { forStaff: boolean; after: KeysetCursor | undefined; limit: number },
  ): Promise<TimelineEntry[]> {
    const rows = await this.prisma.timelineEntry.findMany({
      where: {
        orderId,
        ...(!forStaff && { step: { notIn: [...staffSteps] } }),
        ...(after && { at: { gte: after.at }, OR: [{ at: { gt: after.at } }, { id: { gt: after.id } }] }),
      },
      omit: { orderId: true },
      orderBy: [{ at: 'asc' }, { id: 'asc' }],
      take: limit,
    });
    return rows.map(entryOf);
  }

  /**
   * The entries from which the standing is derived, oldest first: the newest {@link
   * STANDING_ENTRIES} of them. Of the payment sessions those of this attempt.
   */
  async listForStanding(orderId: string, attempt: number): Promise<TimelineEntry[]> {
    const rows = await this.prisma.timelineEntry.findMany({
      where: {
        orderId,
        OR: [
          { step: { in: [...standingSteps] } },
          { step: { in: [...sessionSteps] }, details: { path: ['attempt'], equals: attempt } },
        ],
      },
      omit: { orderId: true },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      take: STANDING_ENTRIES,
    });
    return rows.reverse().map(entryOf);
  }
}

function entryOf({ at, step, details, ...row }: Omit<Prisma.TimelineEntryModel, 'orderId'>): TimelineEntry {
  return {
    ...row,
    step: step as TimelineStep,
    at: at.toISOString(),
    details: details as Record<string, unknown>,
  };
}
