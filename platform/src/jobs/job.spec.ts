import { afterEach, describe, expect, it } from '@jest/globals';
import { system } from '@orderwire/contracts';
import { currentContext } from '../context/context.js';
import { Job, type JobOptions, type JobResult } from './jobs.js';

/** A job whose runs a test ends one by one. */
class Runs {
  readonly signals: AbortSignal[] = [];
  readonly contexts: unknown[] = [];
  readonly errors: unknown[] = [];
  private readonly starts: (() => void)[] = [];
  private end: ((result: JobResult | Error | undefined) => void) | undefined;
  readonly job: Job;

  constructor(options: Partial<JobOptions> = {}) {
    const work = (signal: AbortSignal) =>
      new Promise<JobResult | void>((resolve, reject) => {
        this.signals.push(signal);
        this.contexts.push(currentContext());
        this.end = (result) => (result instanceof Error ? reject(result) : resolve(result));
        this.starts.shift()?.();
      });
    this.job = new Job(work, { intervalMs: 1e9, onError: (error) => this.errors.push(error), ...options });
  }

  get count(): number {
    return this.signals.length;
  }

  starting(): Promise<void> {
    return new Promise((resolve) => this.starts.push(resolve));
  }

  ends(result?: JobResult | Error): void {
    this.end?.(result);
  }
}

const turn = () => new Promise(setImmediate);

describe('a job', () => {
  let runs: Runs;

  const started = async (options?: Partial<JobOptions>): Promise<void> => {
    runs = new Runs(options);
    const first = runs.starting();
    runs.job.start();
    await first;
  };
  afterEach(async () => {
    const stopped = runs.job.stop();
    runs.ends('idle');
    await stopped;
  });

  it('runs when it is woken, and not before', async () => {
    await started();
    runs.ends('idle');
    await turn();
    expect(runs.count).toBe(1);
    const second = runs.starting();
    runs.job.wake();
    await second;
    expect(runs.count).toBe(2);
  });

  it('runs again after a wake-up that came during a run', async () => {
    await started();
    const second = runs.starting();
    runs.job.wake();
    runs.ends('idle');
    await second;
  });

  it('runs again at its interval', async () => {
    await started({ intervalMs: 1 });
    const second = runs.starting();
    runs.ends();
    await second;
  });

  it.each<JobResult>(['more', 'busy'])('runs again after a run that returned %s', async (result) => {
    await started();
    const second = runs.starting();
    runs.ends(result);
    await second;
  });

  it('waits for its interval after a run that returned nothing', async () => {
    await started();
    runs.ends();
    await turn();
    expect(runs.count).toBe(1);
  });

  it('waits for its interval before the first run when it does not run at start', async () => {
    runs = new Runs({ runAtStart: false });
    runs.job.start();
    await turn();
    expect(runs.count).toBe(0);
    const first = runs.starting();
    runs.job.wake();
    await first;
  });

  it('waits for less than its interval before the first run when it says so', async () => {
    runs = new Runs({ startAfterMs: 10 });
    const first = runs.starting();
    runs.job.start();
    await turn();
    expect(runs.count).toBe(0);
    await first;
  });

  it('reports an error and runs again', async () => {
    await started();
    const second = runs.starting();
    runs.ends(new Error('not now'));
    await second;
    expect(runs.errors).toHaveLength(1);
  });

  it('runs as the system, with a new correlation id each time', async () => {
    await started();
    const second = runs.starting();
    runs.ends('more');
    await second;
    const [one, other] = runs.contexts as { correlationId: string; actor: unknown }[];
    expect([one?.actor, other?.actor]).toEqual([system, system]);
    expect(one?.correlationId).not.toBe(other?.correlationId);
  });

  it('finishes the current run when it is stopped, signals the stop to it, and starts no other', async () => {
    await started();
    let stopped = false;
    const stopping = runs.job.stop().then(() => (stopped = true));
    await turn();
    expect(stopped).toBe(false);
    expect(runs.signals[0]?.aborted).toBe(true);
    runs.ends('more');
    await stopping;
    expect(runs.count).toBe(1);
  });

  it('does not report the error of a run that the stop interrupted', async () => {
    await started();
    const stopping = runs.job.stop();
    runs.ends(new Error('interrupted'));
    await stopping;
    expect(runs.errors).toEqual([]);
  });
});
