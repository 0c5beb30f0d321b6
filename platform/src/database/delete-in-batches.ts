import type { Queryable } from './database.js';
import type { NoParams, ParamsOf, Statement } from './statement.js';

/** Rows one statement deletes: few enough that it ends long before its time-out. */
export const DELETE_BATCH_SIZE = 5_000;

/** Deletes at most {@link DELETE_BATCH_SIZE} old rows and returns their number. */
export type DeleteStatement<Params extends object = NoParams> = Statement<{ swept: number }, Params>;

/** Runs the statement until a batch is not full or `isOver` returns true. */
export async function deleteInBatches<Params extends object>(
  db: Queryable,
  batch: DeleteStatement<Params>,
  isOver: () => boolean,
  ...params: ParamsOf<Params>
): Promise<void> {
  while (!isOver() && ((await db.run(batch, ...params))[0]?.swept ?? 0) === DELETE_BATCH_SIZE);
}
