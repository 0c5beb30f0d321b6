import type { Queryable } from './database.js';
import type { Statement } from './statement.js';

/** Rows one statement deletes: few enough that it ends long before its time-out. */
export const DELETE_BATCH_SIZE = 5_000;

/** Deletes at most {@link DELETE_BATCH_SIZE} old rows, and tells how many. */
export type DeleteStatement = Statement<{ swept: number }>;

/** Deletes all that is old enough, a batch at a time, until `isOver` says stop. `values` are those of the statement. */
export async function deleteInBatches(
  runs: Queryable,
  batch: DeleteStatement,
  values: unknown[],
  isOver: () => boolean,
): Promise<void> {
  while (!isOver() && ((await runs.run(batch, values))[0]?.swept ?? 0) === DELETE_BATCH_SIZE);
}
