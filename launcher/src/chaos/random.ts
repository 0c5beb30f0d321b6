import { createHash } from 'node:crypto';

/**
 * Numbers drawn by name: the same seed and name always give the same numbers, whatever was drawn for other names and in
 * whatever order things happened.
 */
export class Random {
  private drawn = 0;

  constructor(private readonly name: string) {}

  /** Numbers of their own for a part of the whole. */
  of(part: string | number): Random {
    return new Random(`${this.name}/${part}`);
  }

  /** From 0 up to, and without, 1. */
  next(): number {
    const digest = createHash('sha256').update(`${this.name}#${this.drawn++}`).digest();
    return digest.readUInt32BE(0) / 2 ** 32;
  }

  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.whole(0, choices.length - 1)] ?? choices[0];
  }

  /** Picks by weight: `{ pay: 3, cancel: 1 }` gives `pay` three times out of four. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
    const entries = Object.entries(weights) as [Name, number][];
    let rest = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    return (entries.find(([, weight]) => (rest -= weight) < 0) ?? entries[0] ?? raise())[0];
  }
}

function raise(): never {
  throw new Error('there is nothing to pick from');
}
