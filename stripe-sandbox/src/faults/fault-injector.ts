import { createHash } from 'node:crypto';
import type { FaultSettings } from './settings.js';

/** Faults by the name under which they are counted. */
export type FaultKind =
  | `webhooks.${keyof FaultSettings['webhooks']}`
  | `api.${Exclude<keyof FaultSettings['api'], 'routes'>}`
  | `checkout.${keyof FaultSettings['checkout']}`
  | `refunds.${keyof FaultSettings['refunds']}`
  | `disputes.${keyof FaultSettings['disputes']}`;

/**
 * Injects faults. Disabled, it costs one comparison. Enabled, a fault of the n-th event of a type,
 * call of a route, refund or charge depends on (seed, kind, stream, n) alone, never on earlier
 * draws.
 */
export class FaultInjector {
  /** Number of injected faults by kind since the last reset. */
  readonly injected: Partial<Record<FaultKind, number>> = {};
  /** Corrupted deliveries that the shop answered with 2xx: each is a bug of the shop. */
  accepted = 0;
  private readonly ordinals = new Map<string, number>();
  private set: FaultSettings | undefined;

  constructor(settings?: FaultSettings) {
    this.set = settings;
  }

  /** Undefined while disabled. */
  get settings(): FaultSettings | undefined {
    return this.set;
  }

  /** Sets or disables (undefined) the faults. Ordinals restart; counts continue. */
  configure(settings: FaultSettings | undefined): void {
    this.set = settings;
    this.ordinals.clear();
  }

  resetCounts(): void {
    for (const kind of Object.keys(this.injected)) delete this.injected[kind as FaultKind];
    this.accepted = 0;
  }

  /**
   * Draws for the next item of a stream. Undefined: no fault. Otherwise a second random number, for
   * a duration or an amount. Does not count: the fault may turn out not to apply.
   */
  drawNext(kind: FaultKind, probability: number, stream = ''): number | undefined {
    if (!this.set || probability === 0) return undefined;
    const name = `${kind}\n${stream}`;
    const ordinal = (this.ordinals.get(name) ?? 0) + 1;
    this.ordinals.set(name, ordinal);
    if (draw(this.set.seed, kind, stream, ordinal) >= probability) return undefined;
    return draw(this.set.seed, `${kind} amount`, stream, ordinal);
  }

  /** Draws, and counts the fault if there is one. */
  inject(kind: FaultKind, probability: number, stream?: string): boolean {
    if (this.drawNext(kind, probability, stream) === undefined) return false;
    this.count(kind);
    return true;
  }

  count(kind: FaultKind, times = 1): void {
    this.injected[kind] = (this.injected[kind] ?? 0) + times;
  }
}

/**
 * A number from 0 up to 1 that depends only on its arguments, so the seventh refund of seed 42
 * always draws the same.
 */
function draw(seed: number, kind: string, stream: string, ordinal: number): number {
  const digest = createHash('sha256').update(`${seed}\n${kind}\n${stream}\n${ordinal}`).digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}
