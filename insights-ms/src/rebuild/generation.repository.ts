import { Injectable } from '@nestjs/common';
import {
  Database,
  DELETE_BATCH_SIZE,
  deleteInBatches,
  type DeleteStatement,
  statement,
  type Tx,
} from '@orderwire/platform';
import type { FactsRead } from './rebuilt-facts.js';

/** A generation that is being built. */
export interface Building {
  readonly id: number;
  readonly startedAt: Date;
  /** By subject. */
  readonly positions: Readonly<Record<string, FactsRead>>;
}

type BuildingRow = { [Field in keyof Building]: Building[Field] };

const start = statement<Record<string, never>>(
  'generations.start',
  `INSERT INTO generations (built_at) SELECT NULL WHERE NOT EXISTS (SELECT FROM generations WHERE built_at IS NULL)`,
);

const building = statement<BuildingRow>(
  'generations.building',
  `SELECT id, started_at AS "startedAt", positions FROM generations WHERE built_at IS NULL ORDER BY id LIMIT 1`,
);

const claim = statement<BuildingRow, { seconds: number }>(
  'generations.claim',
  `UPDATE generations SET leased_until = now() + make_interval(secs => :seconds)
   WHERE id = (SELECT id FROM generations WHERE built_at IS NULL ORDER BY id LIMIT 1) AND leased_until <= now()
   RETURNING id, started_at AS "startedAt", positions`,
);

const advance = statement<
  { id: number },
  { id: number; subject: string; position: FactsRead; seconds: number }
>(
  'generations.advance',
  `UPDATE generations SET positions = positions || jsonb_build_object(:subject::text, :position::jsonb),
     leased_until = now() + make_interval(secs => :seconds)
   WHERE id = :id AND built_at IS NULL RETURNING id`,
);

const release = statement<Record<string, never>, { id: number }>(
  'generations.release',
  'UPDATE generations SET leased_until = now() WHERE id = :id',
);

const finish = statement<{ id: number }, { id: number }>(
  'generations.finish',
  `WITH built AS (
     UPDATE generations SET built_at = now() WHERE id = :id AND built_at IS NULL RETURNING id
   ), old AS (
     DELETE FROM generations g USING built WHERE g.id < built.id
   )
   SELECT id FROM built`,
);

/** SQL: deletes rows of generations that exist no more. The key of each table begins with the generation. */
const deleteOld = (table: string): string =>
  `WITH swept AS (
     DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM ${table} WHERE generation < (SELECT min(id) FROM generations) LIMIT ${DELETE_BATCH_SIZE}))
     RETURNING 1
   ) SELECT count(*)::int AS swept FROM swept`;

const oldOrders: DeleteStatement = statement<{ swept: number }>('orders.delete_old', deleteOld('orders'));
const oldRefunds: DeleteStatement = statement<{ swept: number }>('refunds.delete_old', deleteOld('refunds'));
const oldDisputes: DeleteStatement = statement<{ swept: number }>(
  'disputes.delete_old',
  deleteOld('disputes'),
);
const oldFailedPayments: DeleteStatement = statement<{ swept: number }>(
  'failed_payments.delete_old',
  deleteOld('failed_payments'),
);
const oldFigures: DeleteStatement = statement<{ swept: number }>('figures.delete_old', deleteOld('figures'));
const oldDelays: DeleteStatement = statement<{ swept: number }>('delays.delete_old', deleteOld('delays'));
const oldProductDays: DeleteStatement = statement<{ swept: number }>(
  'product_days.delete_old',
  deleteOld('product_days'),
);
const oldProducts: DeleteStatement = statement<{ swept: number }>(
  'products.delete_old',
  deleteOld('products'),
);

/** Orders that were cancelled before they were stored, and that no other event mentions. */
const neverPlaced: DeleteStatement = statement<{ swept: number }>(
  'orders.delete_never_placed',
  `WITH swept AS (
     DELETE FROM orders WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM orders WHERE placed_at IS NULL AND cancelled_at < now() - interval '30 days' LIMIT ${DELETE_BATCH_SIZE}))
     RETURNING 1
   ) SELECT count(*)::int AS swept FROM swept`,
);

const allOld = [
  ...[oldOrders, oldRefunds, oldDisputes, oldFailedPayments],
  ...[oldFigures, oldDelays, oldProductDays, oldProducts, neverPlaced],
];

/** Longer than the reading and applying of one page. */
const LEASE_SECONDS = 60;

/** The copies of the read models. */
@Injectable()
export class GenerationRepository {
  constructor(private readonly database: Database) {}

  /** Starts another generation, unless one is being built. The read models are locked by the caller. */
  async start(tx: Tx): Promise<void> {
    await tx.run(start);
  }

  async building(): Promise<Building | undefined> {
    return (await this.database.run(building))[0];
  }

  /** The generation that is being built, for this replica alone; undefined when another has it, or there is none. */
  async claim(): Promise<Building | undefined> {
    return (await this.database.run(claim, { seconds: LEASE_SECONDS }))[0];
  }

  /** Stores how far the facts were read, with their changes. False when it is built. */
  async advance(tx: Tx, id: number, subject: string, position: FactsRead): Promise<boolean> {
    return (await tx.run(advance, { id, subject, position, seconds: LEASE_SECONDS })).length > 0;
  }

  async release(id: number): Promise<void> {
    await this.database.run(release, { id });
  }

  /** From now on dashboards read it. Earlier generations get no more events. */
  async finish(tx: Tx, id: number): Promise<void> {
    await tx.run(finish, { id });
  }

  /** Deletes what nothing reads any more. */
  async deleteOld(isOver: () => boolean): Promise<void> {
    for (const batch of allOld) await deleteInBatches(this.database, batch, isOver);
  }
}
