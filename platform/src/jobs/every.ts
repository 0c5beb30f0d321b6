import { DiscoveryService } from '@nestjs/core';
import type { JobResult } from './job.js';

/** A job as its decorator declares it. */
export interface JobDeclaration {
  readonly interval: number | ((owner: object) => number);
  readonly runAtStart: boolean;
}

/** Stored on the decorated method. */
export const JobMetadata = DiscoveryService.createDecorator<JobDeclaration>();

type JobMethod = (signal: AbortSignal) => Promise<JobResult | void>;

/**
 * Runs this method periodically from application start to shutdown.
 *
 * - `interval`: milliseconds between the end of a run and the start of the next one, or a function
 *   that reads them from the instance. It is the longest pause: `Jobs.wake(this)` ends it early.
 * - `runAtStart`: whether the first run starts with the application. Default: true.
 *
 * The method returns `'more'` to run again at once, `'busy'` when another replica holds the work
 * (next try in 20 ms), and `'idle'` or nothing to wait for the interval. A run that throws is
 * logged with the job's name and tried again after a pause that grows from 50 ms to 5 s.
 *
 * One job never runs twice at a time in one process. Replicas do not coordinate: a job that several
 * of them may run at once must be conditional in its statements, or take a lock. Each run has a
 * context of its own (new correlation id, actor `system`). `signal` aborts at shutdown; the current
 * run may finish before the database closes.
 */
export function Every<Owner extends object>(
  interval: number | ((owner: Owner) => number),
  { runAtStart = true }: { runAtStart?: boolean } = {},
) {
  return <Method extends JobMethod>(
    target: Owner,
    key: string,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    JobMetadata({ interval: interval as JobDeclaration['interval'], runAtStart })(target, key, descriptor);
  };
}
