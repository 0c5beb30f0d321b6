import {
  type Difference,
  type DifferenceSubject,
  type FoundKind,
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
  /** Called at the end of the run, also after an error, with the kinds of its differences. */
  readonly onEnd?: (found: readonly Readonly<FoundKind>[]) => void;
  /** Called after each page with its day and all counts so far. */
  readonly onProgress?: (day: Span, compared: Readonly<Record<RecordType, number>>) => void | Promise<void>;
}

/** Stores differences and returns which of them are new. */
type Store = (differences: readonly Difference[]) => Promise<readonly Difference[]>;

/** The most payments of other shops that a run remembers: those of a busy day. */
const MAX_REMEMBERED = 50_000;
/** Steps that may fail before the run ends: then Stripe or the database is away. */
const MAX_FAILED_STEPS = 3;
/** Examples of each kind of difference. */
const MAX_SAMPLES = 5;

/**
 * Counts what one reconciliation compares and finds. Differences are stored with each page; of each
 * kind it keeps only a few samples.
 */
export class ReconciliationRun {
  private readonly counts = Object.fromEntries(RECORD_TYPES.map((type) => [type, 0])) as Record<
    RecordType,
    number
  >;
  private readonly found = new Map<string, FoundKind>();
  private readonly foreignCounts: Record<string, number> = {};
  private readonly foreignPayments = new Set<string>();
  private readonly difference: Record<string, number> = {};
  private unstored: Difference[] = [];
  private slice: Span | null = null;
  /** Distinguishes the synthetic events of this run. */
  readonly tag = Date.now().toString(36);
  /** No worker processed an event within the time limit: the run no longer waits for one. */
  workerUnavailable = false;
  private readonly failures: unknown[] = [];

  constructor(
    private readonly span: Span,
    private readonly options: RunOptions,
    private readonly store: Store,
  ) {}

  get resolves(): boolean {
    return this.options.resolve;
  }

  /** Starts with a day; null: with records of any age. */
  async start(slice: Span | null): Promise<void> {
    await this.compared(slice ?? this.span, 'events', 0);
    this.slice = slice;
  }

  /**
   * Runs a step; false if it failed. The other steps follow all the same, unless the run was aborted or this is the
   * third failure.
   */
  async attempt(step: () => Promise<void>): Promise<boolean> {
    try {
      await step();
      return true;
    } catch (error) {
      this.options.signal?.throwIfAborted();
      if (this.failures.push(error) >= MAX_FAILED_STEPS) throw error;
      return false;
    }
  }

  /** Throws the error of the first step that failed: the run has not compared all of its span. */
  throwFailure(): void {
    if (this.failures.length > 0) throw this.failures[0];
  }

  /** Counts a page and stores its differences. Throws when the run was aborted. */
  async compared(day: Span, type: RecordType, count: number): Promise<void> {
    this.options.signal?.throwIfAborted();
    this.counts[type] += count;
    await this.flush();
    await this.options.onProgress?.(day, this.counts);
  }

  /** A difference that this run resolves, unless it is a dry run. */
  resolved(kind: ResolvableKind, objectId: string, text: string): void {
    this.report(this.resolves, kind, objectId, text);
  }

  /** A difference that needs a decision by staff. */
  unresolved(kind: UnresolvableKind, objectId: string, text: string, about?: DifferenceSubject): void {
    this.report(false, kind, objectId, text, about);
  }

  /** Stripe did not return this object. The rest is compared. */
  notCompared(objectId: string, error: unknown): void {
    this.unresolved(
      'not_compared',
      objectId,
      `${objectId}: Stripe is unavailable: ${(error as Error).message}`,
    );
  }

  /** Counts an object of another shop. */
  foreign(type: RecordType, paymentId: string | null): void {
    this.foreignCounts[type] = (this.foreignCounts[type] ?? 0) + 1;
    if (paymentId) this.rememberForeign(paymentId);
  }

  rememberForeign(paymentId: string): void {
    if (this.foreignPayments.size >= MAX_REMEMBERED) this.foreignPayments.clear();
    this.foreignPayments.add(paymentId);
  }

  /** Whether a payment is known to be another shop's. */
  isForeign(paymentId: string): boolean {
    return this.foreignPayments.has(paymentId);
  }

  /** Adds to the difference between Stripe's balance transactions and the ledger. */
  addDifference(currency: string, amount: number): void {
    this.difference[currency] = (this.difference[currency] ?? 0) + amount;
  }

  /** Stores the last differences and calls back with all kinds. */
  async end(): Promise<void> {
    await this.flush();
    this.options.onEnd?.([...this.found.values()]);
  }

  result(): ReconciliationReport {
    const found = [...this.found.values()];
    const countsOf = (resolved: boolean) =>
      Object.fromEntries(
        found.filter((one) => one.resolved === resolved).map(({ kind, count }) => [kind, count]),
      );
    return {
      span: this.span,
      compared: this.counts,
      resolved: countsOf(true),
      unresolved: countsOf(false),
      foreign: this.foreignCounts,
      difference: this.difference,
      found,
    };
  }

  private report(
    resolved: boolean,
    kind: ResolvableKind | UnresolvableKind,
    objectId: string,
    text: string,
    about?: DifferenceSubject,
  ): void {
    const difference = { resolved, kind, objectId, text, slice: this.slice, ...(about && { about }) };
    const of = this.kindOf(difference);
    of.count++;
    if (of.samples.length < MAX_SAMPLES) of.samples.push(text);
    this.unstored.push(difference);
    this.options.onDifference?.(difference);
  }

  private async flush(): Promise<void> {
    if (this.unstored.length === 0) return;
    const differences = this.unstored;
    this.unstored = [];
    for (const difference of this.resolves ? await this.store(differences) : differences) {
      const of = this.kindOf(difference);
      of.newCount++;
      if (of.newSamples.length < MAX_SAMPLES) of.newSamples.push(difference.text);
    }
  }

  private kindOf({ resolved, kind }: Difference): FoundKind {
    const key = `${resolved} ${kind}`;
    let of = this.found.get(key);
    if (!of)
      this.found.set(key, (of = { kind, resolved, count: 0, samples: [], newCount: 0, newSamples: [] }));
    return of;
  }
}
