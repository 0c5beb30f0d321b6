/** A process that has been started. */
export interface Running {
  pid: number;
  /** Resolves when it is gone, wanted or not, with a sentence about how. */
  ended: Promise<string>;
  /** Resolves when it can do its work; rejects when it ends before, or takes too long. */
  ready(): Promise<void>;
  /** Asks it to end, and resolves when it has. */
  stop(): Promise<void>;
  /** Sends a signal as it is. */
  signal(name: NodeJS.Signals): void;
}

/** What happens to a supervised process without anybody having asked for it. */
export type SupervisorEvent =
  | { kind: 'crashed'; name: string; reason: string; restartInMs: number }
  | { kind: 'recovered'; name: string; afterMs: number };

/** First and longest wait before a crashed process is started again; each wait is twice the last. */
export interface Backoff {
  firstMs: number;
  longestMs: number;
}

const patience: Backoff = { firstMs: 1_000, longestMs: 30_000 };

/** The time from one `start` to the next `stop`: whatever belongs to an earlier one gives way. */
interface Watch {
  failures: number;
  restart?: NodeJS.Timeout;
}

/** Keeps one process running: starts it again when it ends by itself. */
export class Supervisor {
  private running: Running | undefined;
  private watch: Watch | undefined;
  /** Settles when no launch is under way, and never rejects. */
  private launched: Promise<unknown> = Promise.resolve();
  private stopped: Promise<void> = Promise.resolve();

  constructor(
    readonly name: string,
    private readonly launch: () => Promise<Running>,
    private readonly onEvent: (event: SupervisorEvent) => void,
    private readonly backoff: Backoff = patience,
  ) {}

  /** Undefined while it does not run. */
  get pid(): number | undefined {
    return this.running?.pid;
  }

  /** Resolves when the process can do its work; the first failure is thrown, and not tried again. */
  async start(): Promise<void> {
    if (this.watch) return;
    const watch: Watch = (this.watch = { failures: 0 });
    await this.stopped;
    try {
      await this.run(watch);
    } catch (error) {
      if (this.watch === watch) this.watch = undefined;
      throw error;
    }
  }

  /** Ends the process, also one that is just being launched, and does not start it again. With a signal, at once. */
  stop(signal?: NodeJS.Signals): Promise<void> {
    clearTimeout(this.watch?.restart);
    this.watch = undefined;
    if (signal) this.running?.signal(signal);
    return (this.stopped = this.launched.then(async () => {
      if (signal) this.running?.signal(signal);
      await this.running?.stop();
    }));
  }

  /** Sends a signal; when the process ends of it, that counts as a crash. False when nothing is running. */
  signal(name: NodeJS.Signals): boolean {
    this.running?.signal(name);
    return this.running !== undefined;
  }

  /** One process, from its launch until it is ready. What does not become ready is ended. */
  private async run(watch: Watch): Promise<void> {
    if (this.watch !== watch) return;
    const launching = this.launch();
    const known = launching.then((running) => {
      this.running = running;
      void running.ended.then(() => {
        if (this.running === running) this.running = undefined;
      });
    });
    this.launched = known.catch(() => undefined);
    await known;
    const running = await launching;
    // Whoever stopped the watch in the meantime waits for the launch, and ends what came of it.
    if (this.watch !== watch) return;
    const startedAt = Date.now();
    try {
      await running.ready();
    } catch (error) {
      await running.stop();
      throw error;
    }
    void running.ended.then((reason) => {
      if (Date.now() - startedAt > this.backoff.longestMs) watch.failures = 0;
      this.crashed(watch, reason);
    });
  }

  private crashed(watch: Watch, reason: string): void {
    if (this.watch !== watch) return;
    const restartInMs = Math.min(this.backoff.firstMs * 2 ** watch.failures++, this.backoff.longestMs);
    const since = Date.now();
    this.onEvent({ kind: 'crashed', name: this.name, reason, restartInMs });
    watch.restart = setTimeout(() => {
      this.run(watch).then(
        () => {
          if (this.watch !== watch) return;
          this.onEvent({ kind: 'recovered', name: this.name, afterMs: Date.now() - since });
        },
        (error: unknown) =>
          this.crashed(watch, (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''),
      );
    }, restartInMs);
  }
}
