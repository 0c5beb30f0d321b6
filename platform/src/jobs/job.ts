import { setTimeout as sleep } from 'node:timers/promises';
import { system } from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';
import { runInContext } from '../context/context.js';
import { Backoff } from '../database/backoff.js';

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
    if (this.options.runAtStart === false && !this.woken) await this.pause();
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

  /** Waits for the interval, a wake-up or the stop. */
  private async pause(): Promise<void> {
    if (this.stopping.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.options.intervalMs);
      this.endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.endPause = () => undefined;
  }
}
