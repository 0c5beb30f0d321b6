import {
  allEvents,
  UserEmailChangeRequested,
  UserEmailVerificationRequested,
  UserPasswordResetRequested,
} from '@orderwire/contracts';
import type { SystemState } from '@orderwire/launcher/system';
import { servicesWithEvents } from '../consumers.js';
import { queryService } from '../query-service.js';
import { count } from '../report.js';
import { retried } from '../retried.js';

/** A lost mail with a one-time token is repaired by its recipient, who asks for another one minutes later. */
const tokenRequests = [
  UserEmailVerificationRequested,
  UserPasswordResetRequested,
  UserEmailChangeRequested,
].map(({ subject }) => subject);

const MARK = 'orderwire-lost';
/** SQL: whether a row of an outbox was lost. */
export const isLost = `headers::jsonb ? '${MARK}'`;

/**
 * Loses events of every subject but requests for mails with one-time tokens, as a deletion from the stream does: their rows count as published,
 * and no consumer receives them. Of each subject that is the first event of each service, and one of
 * `every` others, which the seed chooses by their numbers.
 */
export class LostEvents {
  constructor(
    private readonly state: SystemState,
    private readonly seed: number,
    private readonly every: number,
    private readonly signal?: AbortSignal,
  ) {}

  /** Events that are written from now on are lost. */
  async begin(): Promise<void> {
    const counters = [...allEvents().keys()].map(
      (subject) => `CREATE SEQUENCE IF NOT EXISTS messaging."number of ${subject}";`,
    );
    await this.everywhere(`DO $do$ BEGIN
      ${counters.join('')}
      CREATE OR REPLACE FUNCTION messaging.lose_event() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE number bigint := nextval(format('messaging.%I', 'number of ' || NEW.subject)::regclass);
      BEGIN
        IF number = 1 OR mod(hashtextextended(NEW.subject || number, ${this.seed}), ${this.every}) = 0 THEN
          NEW.published_at := now();
          NEW.headers := (NEW.headers::jsonb || '{"${MARK}": "yes"}')::text;
        END IF;
        RETURN NEW;
      END $$;
      CREATE OR REPLACE TRIGGER lose_event BEFORE INSERT ON messaging.outbox
        FOR EACH ROW WHEN (NEW.subject <> ALL ('{${tokenRequests.join()}}')) EXECUTE FUNCTION messaging.lose_event();
    END $do$`);
  }

  /** No event is lost any more. Resolves with the number of lost events by subject. */
  async end(): Promise<Record<string, number>> {
    await this.everywhere('DROP FUNCTION IF EXISTS messaging.lose_event CASCADE');
    const lost: Record<string, number> = {};
    for (const { subject } of await this.everywhere<{ subject: string }>(
      `SELECT subject FROM messaging.outbox WHERE ${isLost}`,
    ))
      count(lost, subject);
    return lost;
  }

  private async everywhere<Row extends object>(sql: string): Promise<Row[]> {
    const rows: Row[] = [];
    for (const service of servicesWithEvents)
      rows.push(...(await retried(() => queryService<Row>(this.state, service, sql), this.signal)));
    return rows;
  }
}
