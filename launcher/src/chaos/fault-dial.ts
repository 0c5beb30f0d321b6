import { dial } from './faults.js';
import type { ShopFloor } from './shop-floor.js';

interface Counted {
  injected?: Record<string, number>;
  accepted?: number;
}

/** The sandbox's fault dial over all of the sandbox's lives: what it has counted is gone when it is killed. */
export class FaultDial {
  readonly injected: Record<string, number> = {};
  /** Spoiled webhooks that were answered with 2xx. */
  accepted = 0;

  constructor(
    private readonly floor: ShopFloor,
    private readonly seed: number,
  ) {}

  /** Begins, or begins again after the sandbox was killed. */
  async on(): Promise<void> {
    await this.floor.atStripe('PUT', '/_sandbox/faults', dial(this.seed));
  }

  async off(): Promise<void> {
    await this.collect();
    await this.floor.atStripe('DELETE', '/_sandbox/faults');
  }

  /** Adds up what was counted since the last time. */
  async collect(): Promise<void> {
    const { injected = {}, accepted = 0 } = (await this.floor.atStripe('GET', '/_sandbox/faults'))
      .body as Counted;
    for (const [kind, count] of Object.entries(injected))
      this.injected[kind] = (this.injected[kind] ?? 0) + count;
    this.accepted += accepted;
    await this.floor.atStripe('POST', '/_sandbox/faults/reset');
  }
}
