import {
  type Compared,
  COMPARED,
  type HealedKind,
  type Report,
  type Span,
  type UnhealedKind,
} from '../domain/reconciliation.js';

/** How a run is made, and who follows it. */
export interface RunOptions {
  /** False: nothing is written; what would be healed counts as not healed. */
  readonly heal: boolean;
  /** Ends the run after the page at hand. */
  readonly signal?: AbortSignal;
  /** Told of every difference, in one plain line with its ids. */
  readonly onFound?: (line: { healed: boolean; kind: HealedKind | UnhealedKind; text: string }) => void;
  /** After each page: which day is being compared, and what was compared so far. */
  readonly onProgress?: (day: Span, compared: Readonly<Record<Compared, number>>) => void | Promise<void>;
}

/** One reconciliation at work: counts what it compares and finds; findings are told and not kept. */
export class ReconciliationRun {
  private readonly compared = Object.fromEntries(COMPARED.map((what) => [what, 0])) as Record<
    Compared,
    number
  >;
  private readonly healed: Record<string, number> = {};
  private readonly unhealed: Record<string, number> = {};
  private readonly difference: Record<string, number> = {};
  /** Makes the events of this run differ from those of all others. */
  readonly tag = Date.now().toString(36);
  /** The worker has not answered once: nobody waits for it again. */
  workerIsAway = false;

  constructor(
    private readonly span: Span,
    private readonly options: RunOptions,
  ) {}

  get heals(): boolean {
    return this.options.heal;
  }

  /** Counts a page. Throws when the run is to end. */
  async looked(day: Span, what: Compared, count: number): Promise<void> {
    this.options.signal?.throwIfAborted();
    this.compared[what] += count;
    await this.options.onProgress?.(day, this.compared);
  }

  /** Something that is mended, or would be. */
  mended(kind: HealedKind, text: string): void {
    this.note(this.heals, kind, text);
  }

  /** Something that only a person can decide about. */
  cannotMend(kind: UnhealedKind, text: string): void {
    this.note(false, kind, text);
  }

  /** What Stripe's balance transactions come to beyond the account book. */
  differs(currency: string, amount: number): void {
    this.difference[currency] = (this.difference[currency] ?? 0) + amount;
  }

  report(): Report {
    const { span, compared, healed, unhealed, difference } = this;
    return { span, compared, healed, unhealed, difference };
  }

  private note(healed: boolean, kind: HealedKind | UnhealedKind, text: string): void {
    const counts = healed ? this.healed : this.unhealed;
    counts[kind] = (counts[kind] ?? 0) + 1;
    this.options.onFound?.({ healed, kind, text });
  }
}
