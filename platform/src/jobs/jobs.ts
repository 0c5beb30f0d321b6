import { setTimeout as sleep } from 'node:timers/promises';
import { system } from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { runInContext } from '../context/context.js';
import { Backoff } from '../retry/backoff.js';
import { errorReports } from '../log/error-reports.js';
import type { Logger } from '../log/logger.js';
import { decoratedMethods } from '../service/decorated-methods.js';

/**
 * `more`: run again at once. `idle`: wait for the interval. `busy`: another replica holds the work,
 * try again soon.
 */
export type JobResult = 'more' | 'idle' | 'busy';

/**
 * How long a wake-up during a run waits before the next run, in milliseconds: under load one run
 * then takes many pieces of work in one transaction. A wake-up between two runs never waits.
 */
export const COALESCE_MS = 25;
const BUSY_MS = 20;
const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 5_000;

export interface JobOptions {
  /**
   * Milliseconds between the end of a run and the start of the next one, unless something wakes the
   * job.
   */
  readonly intervalMs: number;
  /** Default: true. */
  readonly runAtStart?: boolean;
  /** Milliseconds from the start to the first run. Default: none, or the interval without `runAtStart`. */
  readonly startAfterMs?: number;
  /** Called for each run that throws, except after {@link Job.stop}. */
  readonly onError: (error: unknown) => void;
}

/**
 * Runs one piece of background work, one run at a time: when woken, and otherwise at an interval.
 */
export class Job {
  private readonly stopping = new AbortController();
  private woken = false;
  private endPause: () => void = () => undefined;
  private loop: Promise<void> | undefined;

  constructor(
    private readonly work: (signal: AbortSignal) => Promise<JobResult | void>,
    private readonly options: JobOptions,
  ) {}

  start(): void {
    this.loop ??= this.runUntilStopped();
  }

  /**
   * Starts the next run now instead of at the interval; during a run, {@link COALESCE_MS} after its
   * end.
   */
  wake(): void {
    this.woken = true;
    this.endPause();
  }

  /** Resolves when the current run has finished. No other run starts. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.endPause();
    await this.loop;
  }

  private async runUntilStopped(): Promise<void> {
    const { signal } = this.stopping;
    const backoff = new Backoff(FIRST_RETRY_MS, LAST_RETRY_MS);
    const { runAtStart = true, intervalMs, startAfterMs = runAtStart ? 0 : intervalMs } = this.options;
    if (startAfterMs > 0 && !this.woken) await this.pause(startAfterMs);
    while (!signal.aborted) {
      this.woken = false;
      try {
        const result = await runInContext({ correlationId: uuidv7(), actor: system }, () =>
          this.work(signal),
        );
        backoff.reset();
        if (result === 'busy') await this.rest(BUSY_MS);
        else if (result !== 'more') await (this.woken ? this.rest(COALESCE_MS) : this.pause());
      } catch (error) {
        if (!signal.aborted) this.options.onError(error);
        await backoff.wait(signal);
      }
    }
  }

  private async rest(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  /** Waits for the time (default: the interval), a wake-up or the stop. */
  private async pause(ms = this.options.intervalMs): Promise<void> {
    if (this.stopping.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.endPause = () => undefined;
  }
}

/** A job as its decorator declares it. */
export interface JobDeclaration {
  readonly interval: number | ((owner: object) => number);
  readonly runAtStart: boolean;
  readonly startAfterMs?: number;
}

/** Stored on the decorated method. */
const JobMetadata = DiscoveryService.createDecorator<JobDeclaration>();

type JobMethod = (signal: AbortSignal) => Promise<JobResult | void>;

/**
 * Runs this method periodically from application start to shutdown.
 *
 * - `interval`: milliseconds between the end of a run and the start of the next one, or a function
 *   that reads them from the instance. It is the longest pause: `Jobs.wake(this)` ends it early.
 * - `runAtStart`: whether the first run starts with the application. Default: true.
 * - `startAfterMs`: milliseconds from the start of the application to the first run, for a long interval.
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
  { runAtStart = true, startAfterMs }: { runAtStart?: boolean; startAfterMs?: number } = {},
) {
  return <Method extends JobMethod>(
    target: Owner,
    key: string,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    const times = { runAtStart, ...(startAfterMs !== undefined && { startAfterMs }) };
    JobMetadata({ interval: interval as JobDeclaration['interval'], ...times })(target, key, descriptor);
  };
}

/** Runs every method decorated with `@Every`, from application start until shutdown. */
@Injectable()
export class Jobs implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly jobs = new Map<object, Job[]>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly log: Logger,
    private readonly onFailure: (job: string) => void = () => undefined,
  ) {}

  onApplicationBootstrap(): void {
    for (const { owner, key, method, metadata } of decoratedMethods(
      this.discovery,
      this.scanner,
      JobMetadata,
    )) {
      const name = `${owner.constructor.name}.${key}`;
      const { interval, ...times } = metadata;
      const job = new Job(method as (signal: AbortSignal) => Promise<JobResult | void>, {
        intervalMs: typeof interval === 'number' ? interval : interval(owner),
        ...times,
        onError: (err) => {
          this.log.warn({ err, job: name }, 'the job failed and is tried again');
          this.onFailure(name);
          errorReports.report(err, { background_job: name });
        },
      });
      this.jobs.set(owner, [...(this.jobs.get(owner) ?? []), job]);
      job.start();
    }
  }

  /**
   * Runs the jobs of this object now instead of at their interval. Call it after committing work
   * for them.
   */
  wake(owner: object): void {
    for (const job of this.jobs.get(owner) ?? []) job.wake();
  }

  /** Waits for the current runs, so that they finish before the database closes. */
  async onModuleDestroy(): Promise<void> {
    await Promise.all([...this.jobs.values()].flat().map((job) => job.stop()));
  }
}
