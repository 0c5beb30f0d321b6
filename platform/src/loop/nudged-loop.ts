import { setTimeout as sleep } from 'node:timers/promises';
import { Backoff } from '../database/backoff.js';

/** What a round found: more to do at once, nothing more, or another replica at work. */
export type Round = 'more' | 'idle' | 'busy';

/**
 * How long work that comes while a round is under way may gather before the next one: under load
 * each round then takes many pieces in one transaction. Work that comes while nothing is under way
 * never waits.
 */
export const GATHER_MS = 25;
const BUSY_MS = 20;

export interface NudgedLoopOptions {
  /** The safety net: how often to look when nobody nudged. */
  pollMs: number;
  /**
   * Told each time a round throws; the next one is tried after a pause that grows from 50 ms to 5
   * s.
   */
  onError: (error: unknown) => void;
}

/**
 * Runs rounds of background work: at once when nudged, every `pollMs` otherwise, one round at a
 * time.
 */
export class NudgedLoop {
  private readonly stopping = new AbortController();
  private nudged = false;
  private wake: () => void = () => undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly round: () => Promise<Round>,
    private readonly options: NudgedLoopOptions,
  ) {}

  start(): void {
    this.running ??= this.loop();
  }

  /** Says that there is something to do. */
  nudge(): void {
    this.nudged = true;
    this.wake();
  }

  /** Lets the round at hand finish and begins no other. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.running;
  }

  private async loop(): Promise<void> {
    const backoff = new Backoff(50, 5_000);
    const { signal } = this.stopping;
    while (!signal.aborted) {
      this.nudged = false;
      try {
        const found = await this.round();
        backoff.reset();
        if (found === 'busy') await this.rest(BUSY_MS);
        if (found === 'idle') await (this.nudged ? this.rest(GATHER_MS) : this.untilNudged());
      } catch (error) {
        if (!signal.aborted) this.options.onError(error);
        await backoff.wait(signal);
      }
    }
  }

  private async rest(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  private async untilNudged(): Promise<void> {
    if (this.stopping.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.options.pollMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = () => undefined;
  }
}
