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

/** Keeps one process running: starts it again when it ends by itself. */
export class Supervisor {
  private running: Running | undefined;
  private wanted = false;
  private failures = 0;
  private restart: NodeJS.Timeout | undefined;

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
    if (this.wanted) return;
    this.wanted = true;
    this.failures = 0;
    try {
      await this.run();
    } catch (error) {
      this.wanted = false;
      await this.running?.stop();
      throw error;
    }
  }

  /** Ends the process, and does not start it again. */
  async stop(): Promise<void> {
    this.wanted = false;
    clearTimeout(this.restart);
    await this.running?.stop();
  }

  /** Sends a signal; when the process ends of it, that counts as a crash. False when nothing is running. */
  signal(name: NodeJS.Signals): boolean {
    this.running?.signal(name);
    return this.running !== undefined;
  }

  private async run(): Promise<void> {
    const running = await this.launch();
    this.running = running;
    let ready = false;
    const startedAt = Date.now();
    void running.ended.then((reason) => {
      if (this.running === running) this.running = undefined;
      // A process that ends before it is ready is reported by `ready`.
      if (!this.wanted || !ready) return;
      if (Date.now() - startedAt > this.backoff.longestMs) this.failures = 0;
      this.crashed(reason);
    });
    if (!this.wanted) return running.stop();
    await running.ready();
    ready = true;
  }

  private crashed(reason: string): void {
    const restartInMs = Math.min(this.backoff.firstMs * 2 ** this.failures++, this.backoff.longestMs);
    const since = Date.now();
    this.onEvent({ kind: 'crashed', name: this.name, reason, restartInMs });
    this.restart = setTimeout(() => {
      this.run().then(
        () =>
          this.wanted && this.onEvent({ kind: 'recovered', name: this.name, afterMs: Date.now() - since }),
        async (error: unknown) => {
          await this.running?.stop();
          if (this.wanted)
            this.crashed(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
        },
      );
    }, restartInMs);
  }
}
