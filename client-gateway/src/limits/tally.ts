/**
 * What this replica knows of one key in one window. `total` is what it took itself, told or not, and what others are known
 * to have taken: within a window it never falls, whatever happens to the shared counter.
 */
export class Tally {
  private own = 0;
  private others = 0;
  private waiting = 0;
  /** How much of `own` the shared counter has, as far as it said so. */
  private counted = 0;

  constructor(
    /** Where the shared counter of this key and window lives. */
    readonly subject: string,
    readonly window: number,
  ) {}

  get total(): number {
    return this.own + this.others;
  }

  /** What was taken here and the shared counter was not told. */
  get untold(): number {
    return this.waiting;
  }

  /** One more, to be told later. */
  take(): number {
    this.waiting++;
    return this.takeTold();
  }

  /** One more, which the caller tells by itself. */
  takeTold(): number {
    this.own++;
    return this.total;
  }

  /** Everything that is to be told; answered by `heard` or `failed`. */
  tell(): number {
    const amount = this.waiting;
    this.waiting = 0;
    return amount;
  }

  /** The shared counter took `amount` of ours and stands at `value`. */
  heard(amount: number, value: number): void {
    this.counted += amount;
    // Less than what we alone told it: the counter was lost with its server, and this is the first it has of us. When
    // others have told the new one much already, the loss goes unseen and they are taken for fewer until the window ends.
    if (value < this.counted) this.counted = amount;
    this.others = Math.max(this.others, value - this.counted);
  }

  /** Nobody confirmed `amount`: it is told again. What was counted all the same then counts twice, never not at all. */
  failed(amount: number): void {
    this.waiting += amount;
  }
}
