/** A process that has been started. */
export interface RunningProcess {
  pid: number;
  /** Resolves with a description when the process has ended, expected or not. */
  ended: Promise<string>;
  /** Resolves when the process is ready; rejects when it ends before or exceeds its time limit. */
  ready(): Promise<void>;
  /** A reason for which only a restart helps; undefined while there is none. Asked every few seconds. */
  broken?(): Promise<string | undefined>;
  /** Asks the process to end; resolves when it has ended. */
  stop(): Promise<void>;
  /** Sends a signal. */
  signal(name: NodeJS.Signals): void;
}

/**
 * An unexpected end of a supervised process, the recovery from it, or a process that is broken again
 * soon after the restart for it.
 */
export type SupervisorEvent =
  | { kind: 'crashed'; name: string; reason: string; restartInMs: number }
  | { kind: 'broken'; name: string; reason: string }
  | { kind: 'recovered'; name: string; afterMs: number };

/** First and longest pause before a restart; each pause is twice the previous one. */
export interface Backoff {
  firstMs: number;
  longestMs: number;
}

const defaultBackoff: Backoff = { firstMs: 1_000, longestMs: 30_000 };

/** Creates a supervisor for a process. */
export type Supervise = (name: string, launch: () => Promise<RunningProcess>) => Supervisor;

/** The period from one `start` to the next `stop`. Work of an earlier period has no effect. */
interface Period {
  failures: number;
  restart?: NodeJS.Timeout;
  /** When a broken process was last ended, in Unix milliseconds. */
  brokenAt?: number;
}

/** Pause between two questions whether a process is broken. */
const CHECK_MS = 5_000;

/** Shortest time between two restarts of a broken process: a restart may not help. */
const BROKEN_RESTART_MS = 600_000;

/**
 * Keeps one process running: restarts it after an unexpected end, and when it is broken. A process
 * that is broken again within 10 minutes is reported once and keeps running for that time.
 */
export class Supervisor {
  private running: RunningProcess | undefined;
  private period: Period | undefined;
  /** Settles when no launch is in progress; never rejects. */
  private launched: Promise<unknown> = Promise.resolve();
  private stopped: Promise<void> = Promise.resolve();

  constructor(
    readonly name: string,
    private readonly launch: () => Promise<RunningProcess>,
    private readonly onEvent: (event: SupervisorEvent) => void,
    private readonly backoff: Backoff = defaultBackoff,
    private readonly checkMs = CHECK_MS,
  ) {}

  /** Undefined while the process is not running. */
  get pid(): number | undefined {
    return this.running?.pid;
  }

  /** Resolves when the process is ready. A failed first launch is thrown and not retried. */
  async start(): Promise<void> {
    if (this.period) return;
    const period: Period = (this.period = { failures: 0 });
    await this.stopped;
    try {
      await this.run(period);
    } catch (error) {
      if (this.period === period) this.period = undefined;
      throw error;
    }
  }

  /** Ends the process, also one that is being launched, for good. A signal ends it immediately. */
  stop(signal?: NodeJS.Signals): Promise<void> {
    clearTimeout(this.period?.restart);
    this.period = undefined;
    if (signal) this.running?.signal(signal);
    return (this.stopped = this.launched.then(async () => {
      if (signal) this.running?.signal(signal);
      await this.running?.stop();
    }));
  }

  /** Sends a signal; an end counts as a crash. Returns whether the process was running. */
  signal(name: NodeJS.Signals): boolean {
    this.running?.signal(name);
    return this.running !== undefined;
  }

  /** Launches the process and waits until it is ready. Ends one that does not become ready. */
  private async run(period: Period): Promise<void> {
    if (this.period !== period) return;
    const launching = this.launch().then((running) => {
      this.running = running;
      void running.ended.then(() => {
        if (this.running === running) this.running = undefined;
      });
      return running;
    });
    this.launched = launching.catch(() => undefined);
    const running = await launching;
    // A stop during the launch waits for it and ends the process.
    if (this.period !== period) return;
    const startedAt = Date.now();
    try {
      await running.ready();
    } catch (error) {
      await running.stop();
      throw error;
    }
    const broken = this.endWhenBroken(running, period);
    void running.ended.then((end) => {
      const reason = broken.reason ?? end;
      if (Date.now() - startedAt > this.backoff.longestMs) period.failures = 0;
      this.crashed(period, reason);
    });
  }

  private endWhenBroken(running: RunningProcess, period: Period): { reason?: string } {
    const found: { reason?: string } = {};
    let reported = false;
    let checking: NodeJS.Timeout | undefined;
    const check = async (): Promise<void> => {
      const reason = await running.broken?.().catch(() => undefined);
      if (this.running !== running) return;
      if (reason !== undefined && Date.now() - (period.brokenAt ?? 0) >= BROKEN_RESTART_MS) {
        period.brokenAt = Date.now();
        found.reason = reason;
        return running.stop();
      }
      if (reason !== undefined && !reported) this.onEvent({ kind: 'broken', name: this.name, reason });
      reported ||= reason !== undefined;
      checking = setTimeout(() => void check(), this.checkMs).unref();
    };
    if (running.broken) checking = setTimeout(() => void check(), this.checkMs).unref();
    void running.ended.then(() => clearTimeout(checking));
    return found;
  }

  private crashed(period: Period, reason: string): void {
    if (this.period !== period) return;
    const restartInMs = Math.min(this.backoff.firstMs * 2 ** period.failures++, this.backoff.longestMs);
    const since = Date.now();
    this.onEvent({ kind: 'crashed', name: this.name, reason, restartInMs });
    period.restart = setTimeout(() => {
      this.run(period).then(
        () => {
          if (this.period !== period) return;
          this.onEvent({ kind: 'recovered', name: this.name, afterMs: Date.now() - since });
        },
        (error: unknown) =>
          this.crashed(period, (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''),
      );
    }, restartInMs);
  }
}
