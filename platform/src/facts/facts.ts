import { DiscoveryService } from '@nestjs/core';
import type { EventContract } from '@orderwire/contracts';
import type { QueryResultRow } from 'pg';
import type { Database } from '../database/database.js';
import { type Statement, statement } from '../database/statement.js';

/** A position among the facts of one subject. */
export interface FactPosition {
  readonly at: Date;
  readonly id: string;
}

/** Which facts are read: the oldest after a position, or those with these ids. */
export type FactQuery =
  | { readonly after?: FactPosition; readonly minAgeSeconds: number; readonly limit: number }
  | { readonly ids: readonly string[] };

/** A fact as its owner reads it: what the event of this subject tells now. */
export interface FoundFact<Payload extends object> extends FactPosition {
  readonly event: Payload;
  /** Of the request that caused it, if that is stored. */
  readonly correlationId?: string | null;
}

type Reader<Payload extends object> = (query: FactQuery) => Promise<FoundFact<Payload>[]>;

/** Stored on the decorated method. */
export const FactsMetadata = DiscoveryService.createDecorator<EventContract<object>>();

/**
 * This method reads the facts that the events of a subject tell, by `(at, id)`, from the tables of
 * the service. `at` never lies before the facts that were read earlier by more than `minAgeSeconds`:
 * it is the time of the last change. Consumers compare the facts with their own tables, so that an
 * event that was lost is applied all the same.
 */
export function Facts<Payload extends object>(contract: EventContract<Payload>) {
  return <Method extends Reader<Payload>>(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    FactsMetadata(contract as unknown as EventContract<object>)(target, key, descriptor);
  };
}

/** SQL of the facts of one subject. */
interface FactTableOptions {
  /** The columns that the payload needs. */
  readonly columns: string;
  /** Tables with their joins. */
  readonly from: string;
  readonly where?: string;
  /** Columns of time and id; an index on both serves every page. */
  readonly at: string;
  readonly id: string;
  readonly idType: 'uuid' | 'text';
}

type Position = { afterAt: Date; afterId: string; minAgeSeconds: number; limit: number };

/** Two prepared statements: a page of facts, and facts by id, both in the order of their time. */
export class FactTable<Row extends QueryResultRow> {
  private readonly page: Statement<Row & FactPosition, Position>;
  private readonly byId: Statement<Row & FactPosition, { ids: readonly string[] }>;
  private readonly start: FactPosition;

  /** `name` is that of the statements: `facts.refund_succeeded`. */
  constructor(name: string, { columns, from, where = 'true', at, id, idType }: FactTableOptions) {
    this.start = { at: new Date(0), id: idType === 'uuid' ? '00000000-0000-0000-0000-000000000000' : '' };
    const select = `SELECT ${at} AS at, ${id} AS id, ${columns} FROM ${from} WHERE ${where}`;
    this.page = statement(
      `${name}.page`,
      `${select} AND (${at}, ${id}) > (:afterAt::timestamptz, :afterId::${idType})
         AND ${at} <= now() - make_interval(secs => :minAgeSeconds)
       ORDER BY ${at}, ${id} LIMIT :limit`,
    );
    this.byId = statement(
      `${name}.by_id`,
      `${select} AND ${id} = ANY(:ids::${idType}[]) ORDER BY ${at}, ${id}`,
    );
  }

  /** Rows with `at` and `id`. */
  read(database: Database, query: FactQuery): Promise<(Row & FactPosition)[]> {
    if ('ids' in query) return database.run(this.byId, query);
    const { after = this.start, minAgeSeconds, limit } = query;
    return database.run(this.page, { afterAt: after.at, afterId: after.id, minAgeSeconds, limit });
  }
}
