import type { Runs } from './database.js';
import type { Statement } from './statement.js';

/** Rows one statement deletes: few enough that it ends long before its time-out. */
export const SWEEP_BATCH = 5_000;

/** Deletes at most {@link SWEEP_BATCH} old rows, and tells how many. */
export type SweepStatement = Statement<{ swept: number }>;

/** Deletes all that is old enough, a batch at a time, until `isOver` says stop. `values` are those of the statement. */
export async function sweepOut(
  runs: Runs,
  batch: SweepStatement,
  values: unknown[],
  isOver: () => boolean,
): Promise<void> {
  while (!isOver() && ((await runs.run(batch, values))[0]?.swept ?? 0) === SWEEP_BATCH);
}
