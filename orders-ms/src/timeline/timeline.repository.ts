import { Injectable } from '@nestjs/common';
import type { TimelineEntry } from '@orderwire/contracts';
import { Database, statement, type Tx } from '@orderwire/platform';
import { PrismaClient } from '../generated/client.js';
import type { NewTimelineEntry } from './timeline.js';

export type EntryParams = ReturnType<typeof entryParams>;

/** Inserts entries as part of another statement; its parameters are {@link entryParams}. */
export const insertEntries = (where = ''): string => `
  INSERT INTO timeline (id, order_id, at, step, cause, correlation_id, message, details)
  SELECT e.* FROM unnest(:entryIds::uuid[], :entryOrderIds::uuid[], :entryTimes::timestamptz[], :entrySteps::text[],
    :entryCauses::text[], :entryCorrelationIds::text[], :entryMessages::text[], :entryDetails::jsonb[]) AS e ${where}`;

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

  /** Oldest first. */
  async list(orderId: string): Promise<TimelineEntry[]> {
    const rows = await this.prisma.timelineEntry.findMany({
      where: { orderId },
      omit: { orderId: true },
      orderBy: [{ at: 'asc' }, { id: 'asc' }],
    });
    return rows.map((row) => ({
      ...row,
      step: row.step as TimelineEntry['step'],
      at: row.at.toISOString(),
      details: row.details as Record<string, unknown>,
    }));
  }
}
