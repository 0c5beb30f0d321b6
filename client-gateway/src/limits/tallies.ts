import { Tally } from './tally.js';

/** The tallies of the window at hand. Those of the window before are forgotten; when there are too many, the oldest go. */
export class Tallies {
  private readonly tallies = new Map<string, Tally>();
  private window = 0;

  constructor(
    private readonly most: number,
    private readonly subjectOf: (key: string, window: number) => string,
  ) {}

  get size(): number {
    return this.tallies.size;
  }

  of(key: string, window: number): Tally {
    if (window !== this.window) this.tallies.clear();
    this.window = window;
    return this.tallies.get(key) ?? this.add(key, window);
  }

  /** A key that had to go and comes back learns from the shared counter where it stood. */
  private add(key: string, window: number): Tally {
    const tally = new Tally(this.subjectOf(key, window), window);
    this.tallies.set(key, tally);
    const [oldest] = this.tallies.keys();
    if (this.tallies.size > this.most && oldest !== undefined) this.tallies.delete(oldest);
    return tally;
  }
}
