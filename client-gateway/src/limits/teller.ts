import type { SharedCounters } from './shared-counters.js';
import type { Tally } from './tally.js';
import type { Windows } from './windows.js';

/** While there is something to tell, it is told this often. */
const EVERY_MS = 100;

/** And this often while nobody listens. */
const AGAIN_MS = 1_000;

/** Increments under way at once. */
const AT_ONCE = 64;

/**
 * Tells the shared counters what was taken here, many requests at a time: one message per key and round, however many
 * requests. A round begins at once when none was of late, so that a replica soon hears of keys it did not know.
 */
export class Teller {
  private readonly waiting = new Set<Tally>();
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> | undefined;
  private nextAt = 0;
  private stopped = false;

  constructor(
    private readonly counters: Pick<SharedCounters, 'add'>,
    private readonly windows: Windows,
    private readonly most: number,
  ) {}

  /** There is something to tell of this key. */
  add(tally: Tally): void {
    this.waiting.add(tally);
    const [oldest] = this.waiting;
    if (this.waiting.size > this.most && oldest) this.waiting.delete(oldest);
    if (!this.timer && !this.round) this.wait();
  }

  /** Resolves when all is told that was taken before; at once when nobody listens. */
  async settle(): Promise<void> {
    await this.round;
    await this.begin();
  }

  /** Tells what is left and begins no other round. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.settle();
  }

  private wait(): void {
    if (this.stopped) return;
    const ms = Math.max(0, this.nextAt - performance.now());
    this.timer = setTimeout(() => void this.begin(), ms).unref();
  }

  private begin(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.round ??= this.tellAll().finally(() => {
      this.round = undefined;
      if (this.waiting.size > 0) this.wait();
    });
    return this.round;
  }

  /** The first that is not heard ends the round: the others would wait for nobody too. */
  private async tellAll(): Promise<void> {
    const began = performance.now();
    const tallies = [...this.waiting];
    if (tallies.length === 0) return;
    this.waiting.clear();
    const { number: window } = this.windows.current();
    let next = 0;
    let heard = true;
    const tellOn = async (): Promise<void> => {
      for (let tally = tallies[next++]; tally; tally = tallies[next++]) {
        if (tally.window !== window) continue;
        if (!heard) this.waiting.add(tally);
        else heard = (await this.tell(tally)) && heard;
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, tallies.length) }, tellOn));
    this.nextAt = heard ? began + EVERY_MS : performance.now() + AGAIN_MS;
  }

  private async tell(tally: Tally): Promise<boolean> {
    const amount = tally.tell();
    if (amount === 0) return true;
    try {
      tally.heard(amount, await this.counters.add(tally.subject, amount));
      return true;
    } catch {
      tally.failed(amount);
      this.waiting.add(tally);
      return false;
    }
  }
}
