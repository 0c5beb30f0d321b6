import { setTimeout as sleep } from 'node:timers/promises';

/** Waits that grow exponentially up to a limit, with jitter. */
export class Backoff {
  private attempt = 0;

  constructor(
    private readonly baseMs: number,
    private readonly maxMs: number,
  ) {}

  reset(): void {
    this.attempt = 0;
  }

  async wait(signal?: AbortSignal): Promise<void> {
    const ceiling = Math.min(this.maxMs, this.baseMs * 2 ** this.attempt++);
    await sleep(ceiling * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
  }
}
