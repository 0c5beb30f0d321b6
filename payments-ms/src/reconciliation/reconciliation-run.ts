import {
  type Difference,
  RECORD_TYPES,
  type RecordType,
  type ReconciliationReport,
  type ResolvableKind,
  type Span,
  type UnresolvableKind,
} from './reconciliation.js';

export interface RunOptions {
  /** False: a dry run. It writes nothing, and all differences count as unresolved. */
  readonly resolve: boolean;
  /** Ends the run after the current page. */
  readonly signal?: AbortSignal;
  /** Called for each difference. */
  readonly onDifference?: (difference: Difference) => void;
  /** Called after each page with its day and all counts so far. */
  readonly onProgress?: (day: Span, compared: Readonly<Record<RecordType, number>>) => void | Promise<void>;
}

/** Counts what one reconciliation compares and finds. Differences are reported and not kept. */
export class ReconciliationRun {
  private readonly counts = Object.fromEntries(RECORD_TYPES.map((type) => [type, 0])) as Record<
    RecordType,
    number
  >;
  private readonly resolvedCounts: Record<string, number> = {};
  private readonly unresolvedCounts: Record<string, number> = {};
  private readonly difference: Record<string, number> = {};
  /** Distinguishes the synthetic events of this run. */
  readonly tag = Date.now().toString(36);
  /** No worker processed an event within the time limit: the run no longer waits for one. */
  workerUnavailable = false;

  constructor(
    private readonly span: Span,
    private readonly options: RunOptions,
  ) {}

  get resolves(): boolean {
    return this.options.resolve;
  }

  /** Counts a page. Throws when the run was aborted. */
  async compared(day: Span, type: RecordType, count: number): Promise<void> {
    this.options.signal?.throwIfAborted();
    this.counts[type] += count;
    await this.options.onProgress?.(day, this.counts);
  }

  /** A difference that this run resolves, unless it is a dry run. */
  resolved(kind: ResolvableKind, text: string): void {
    this.report(this.resolves, kind, text);
  }

  /** A difference that needs a decision by staff. */
  unresolved(kind: UnresolvableKind, text: string): void {
    this.report(false, kind, text);
  }

  /** Adds to the difference between Stripe's balance transactions and the ledger. */
  addDifference(currency: string, amount: number): void {
    this.difference[currency] = (this.difference[currency] ?? 0) + amount;
  }

  result(): ReconciliationReport {
    const { span, counts: compared, difference } = this;
    return {
      span,
      compared,
      resolved: this.resolvedCounts,
      unresolved: this.unresolvedCounts,
      difference,
    };
  }

  private report(resolved: boolean, kind: ResolvableKind | UnresolvableKind, text: string): void {
    const counts = resolved ? this.resolvedCounts : this.unresolvedCounts;
    counts[kind] = (counts[kind] ?? 0) + 1;
    this.options.onDifference?.({ resolved, kind, text });
  }
}
