import { createHash } from 'node:crypto';

/**
 * Random numbers by name. The same seed and name give the same numbers, in whatever order names are
 * used.
 */
export class SeededRandom {
  private drawn = 0;

  constructor(private readonly name: string) {}

  /** An independent sequence for a part of the run. */
  derive(part: string | number): SeededRandom {
    return new SeededRandom(`${this.name}/${part}`);
  }

  /** At least 0, less than 1. */
  next(): number {
    const digest = createHash('sha256').update(`${this.name}#${this.drawn++}`).digest();
    return digest.readUInt32BE(0) / 2 ** 32;
  }

  /** A whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Picks by weight: `{ pay: 3, cancel: 1 }` gives `pay` three times out of four. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
    const entries = Object.entries(weights) as [Name, number][];
    let rest = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    const picked = entries.find(([, weight]) => (rest -= weight) < 0) ?? entries[0];
    if (!picked) throw new Error('There is nothing to pick from.');
    return picked[0];
  }
}
