import { draw } from './draw.js';
import type { FaultSettings } from './settings.js';

/** Faults by the name under which they are counted. */
export type FaultKind =
  | `webhooks.${keyof FaultSettings['webhooks']}`
  | `api.${Exclude<keyof FaultSettings['api'], 'routes'>}`
  | `checkout.${keyof FaultSettings['checkout']}`
  | `refunds.${keyof FaultSettings['refunds']}`
  | `disputes.${keyof FaultSettings['disputes']}`;

/**
 * The fault dial. Off, it costs one comparison. On, the n-th event of a type, the n-th call of a route, the n-th
 * refund or charge since it was set is struck or spared by (seed, kind, n) alone, never by what was drawn before.
 */
export class Dial {
  /** How often each kind was injected since the counts were last reset. */
  readonly injected: Partial<Record<FaultKind, number>> = {};
  /** Spoiled deliveries that the shop answered with 2xx: each of them is a mistake of the shop. */
  accepted = 0;
  private readonly ordinals = new Map<string, number>();
  private set: FaultSettings | undefined;

  constructor(settings?: FaultSettings) {
    this.set = settings;
  }

  /** Undefined while the dial is off. */
  get settings(): FaultSettings | undefined {
    return this.set;
  }

  /** Turns the dial (undefined: off); all ordinals begin anew, the counts go on. */
  turn(settings: FaultSettings | undefined): void {
    this.set = settings;
    this.ordinals.clear();
  }

  resetCounts(): void {
    for (const kind of Object.keys(this.injected)) delete this.injected[kind as FaultKind];
    this.accepted = 0;
  }

  /**
   * Draws for the next of a stream; undefined: spared. A second draw comes with a hit, for how long or how many. Does
   * not count yet: the fault may find nothing to strike.
   */
  next(kind: FaultKind, probability: number, stream = ''): number | undefined {
    if (!this.set || probability === 0) return undefined;
    const name = `${kind}\n${stream}`;
    const ordinal = (this.ordinals.get(name) ?? 0) + 1;
    this.ordinals.set(name, ordinal);
    if (draw(this.set.seed, kind, stream, ordinal) >= probability) return undefined;
    return draw(this.set.seed, `${kind} amount`, stream, ordinal);
  }

  /** Draws and counts in one. */
  strikes(kind: FaultKind, probability: number, stream?: string): boolean {
    if (this.next(kind, probability, stream) === undefined) return false;
    this.count(kind);
    return true;
  }

  count(kind: FaultKind, times = 1): void {
    this.injected[kind] = (this.injected[kind] ?? 0) + times;
  }
}
