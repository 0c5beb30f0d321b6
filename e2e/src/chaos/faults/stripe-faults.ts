import type { StripeSandboxClient } from '@orderwire/test-kit/shop-client';
import { count } from '../report.js';
import { stripeFaultSettings } from './fault-plan.js';

interface StripeFaultCounts {
  injected?: Record<string, number>;
  accepted?: number;
}

/** The sandbox's fault injection. The sandbox forgets settings and counts when it is killed. */
export class StripeFaults {
  readonly injected: Record<string, number> = {};
  /** Tampered webhooks that were answered with 2xx. */
  accepted = 0;

  constructor(
    private readonly stripe: StripeSandboxClient,
    private readonly seed: number,
  ) {}

  /** Also after the sandbox was killed. */
  async enable(): Promise<void> {
    await this.stripe.request('PUT', '/_sandbox/faults', stripeFaultSettings(this.seed));
  }

  async disable(): Promise<void> {
    await this.collect();
    await this.stripe.request('DELETE', '/_sandbox/faults');
  }

  /** Adds what was counted since the last call. */
  async collect(): Promise<void> {
    const { body } = await this.stripe.request<StripeFaultCounts>('GET', '/_sandbox/faults');
    for (const [kind, times] of Object.entries(body.injected ?? {})) count(this.injected, kind, times);
    this.accepted += body.accepted ?? 0;
    await this.stripe.request('POST', '/_sandbox/faults/reset');
  }
}
