import {
  type DeadLetterGroupProgress,
  type DeadLetterGroupRequest,
  DeadLetterConsumed,
  DeadLetterCountChanged,
  DeadLetterNotFound,
  DeadLetterResolved,
  type DiscardDeadLetterGroupRequest,
  Fault,
  type Owner,
  RequeueFailed,
} from '@orderwire/contracts';
import { contextOrSystem } from '../../context/context.js';
import type { Database } from '../../database/database.js';
import { recordInInbox } from '../../events/event-handler.js';
import { decodeCursor, encodeCursor, type KeysetCursor } from '../../paging/cursor.js';
import {
  countGroup,
  discardAll,
  type GroupedRow,
  lockNextOfGroup,
  nextOfGroup,
} from './dead-letter-group.statements.js';
import type { ResolveDeadLetters } from './resolve-dead-letters.js';

/** Dead letters that are read, or discarded in one transaction. */
const BATCH = 200;
/** Maximum duration of one call, and how long before the caller's deadline it ends. */
const WORK_MS = 5_000;
const MARGIN_MS = 2_000;
/** Failures that a reply names, and characters of a reason. */
const SHOWN_FAILURES = 20;
const SHOWN_REASON = 1_000;

const START: KeysetCursor = { at: new Date(0), id: '00000000-0000-0000-0000-000000000000' };

/** The position of a call in its group, and what it did. */
class Work {
  readonly end = Math.min(Date.now() + WORK_MS, (contextOrSystem().deadline ?? Infinity) - MARGIN_MS);
  readonly progress: Omit<DeadLetterGroupProgress, 'service'> = {
    ...{ resolved: 0, failed: 0, failures: [], cursor: null },
  };

  constructor(private position: KeysetCursor) {}

  get after(): { afterTime: Date; afterId: string } {
    return { afterTime: this.position.at, afterId: this.position.id };
  }

  get isOver(): boolean {
    return Date.now() >= this.end;
  }

  /** Ends the work on one dead letter. */
  pass({ died_at: at, id }: GroupedRow): void {
    this.position = { at, id };
  }

  fail(id: string, reason: string): void {
    this.progress.failed++;
    if (this.progress.failures.length < SHOWN_FAILURES)
      this.progress.failures.push({ id, reason: reason.slice(0, SHOWN_REASON).toWellFormed() });
  }

  /** The rest of the group is left for the next call. */
  leaveRest(): void {
    this.progress.cursor = encodeCursor(this.position);
  }
}

/** Resolves the dead letters of a group, oldest first. */
export class ResolveDeadLetterGroups {
  constructor(
    private readonly owner: Owner,
    private readonly database: Database,
    private readonly letters: Pick<ResolveDeadLetters, 'requeue'>,
  ) {}

  /**
   * Each in a transaction of its own; one that fails again stays open. An error after the first one
   * ends the call. Throws dead_letters.count_changed, .consumer_unknown.
   */
  async requeue(group: DeadLetterGroupRequest): Promise<DeadLetterGroupProgress> {
    const work = await this.begin(group);
    for (;;) {
      const rows = await this.database.run(nextOfGroup, { ...group, ...work.after, limit: BATCH });
      for (const row of rows) {
        if (work.isOver) return this.leave(work);
        try {
          await this.requeueOne(row.id, work);
        } catch (error) {
          if (work.progress.resolved + work.progress.failed === 0) throw error;
          return this.leave(work);
        }
        work.pass(row);
      }
      if (rows.length < BATCH) return { service: this.owner, ...work.progress };
    }
  }

  /** Throws dead_letters.count_changed. */
  async discard({ reason, ...group }: DiscardDeadLetterGroupRequest): Promise<DeadLetterGroupProgress> {
    const { id: resolvedBy } = contextOrSystem().actor;
    const work = await this.begin(group);
    for (;;) {
      const rows = await this.database.transaction(async (tx) => {
        const locked = await tx.run(lockNextOfGroup, { ...group, ...work.after, limit: BATCH });
        const eventIds = locked.map(({ event_id: eventId }) => eventId);
        await recordInInbox(tx, group.consumer, eventIds);
        await tx.run(discardAll, { ids: locked.map(({ id }) => id), resolvedBy, reason });
        return locked;
      });
      work.progress.resolved += rows.length;
      const last = rows.at(-1);
      if (!last || rows.length < BATCH) return { service: this.owner, ...work.progress };
      work.pass(last);
      if (work.isOver) return this.leave(work);
    }
  }

  private async begin(group: DeadLetterGroupRequest): Promise<Work> {
    const { consumer, errorGroup, lastAt, count: expected, cursor } = group;
    if (cursor) return new Work(decodeCursor(cursor));
    const [row] = await this.database.run(countGroup, { consumer, errorGroup, lastAt });
    if (row?.count !== expected) throw DeadLetterCountChanged({ count: row?.count ?? 0 });
    return new Work(START);
  }

  private leave(work: Work): DeadLetterGroupProgress {
    work.leaveRest();
    return { service: this.owner, ...work.progress };
  }

  /** One that another person resolved meanwhile is passed over. */
  private async requeueOne(id: string, work: Work): Promise<void> {
    try {
      await this.letters.requeue(id);
      work.progress.resolved++;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const { code, details, message } = error;
      if (code === RequeueFailed.code) work.fail(id, String(details?.['reason']));
      else if (code === DeadLetterConsumed.code) work.fail(id, message);
      else if (code !== DeadLetterResolved.code && code !== DeadLetterNotFound.code) throw error;
    }
  }
}
