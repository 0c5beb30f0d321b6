import type { Kind, Records } from './records.js';

/** A row: its id, and when it was made (Unix seconds) where that matters. */
export interface Row {
  id: string;
  created?: number;
}

/** Objects of one kind in the order they were made, found by id, by position and by time. */
export class Collection<T extends Row> {
  private rows: T[] = [];
  private readonly positions = new Map<string, number>();
  /**
   * At each position the latest `created` so far: sorted even when the clock was set back between
   * two rows.
   */
  private latest: number[] = [];
  /**
   * By how many seconds a row is at most older than one before it; 0 unless the clock was set back.
   */
  private setBack = 0;

  get size(): number {
    return this.rows.length;
  }

  get(id: string): T | undefined {
    const position = this.positions.get(id);
    return position === undefined ? undefined : this.rows[position];
  }

  /** Adds a new row, or puts a new version in the place of the old one. */
  put(row: T): void {
    const known = this.positions.get(row.id);
    if (known !== undefined) {
      this.rows[known] = row;
      return;
    }
    const created = row.created ?? 0;
    const latest = Math.max(this.latest.at(-1) ?? created, created);
    this.setBack = Math.max(this.setBack, latest - created);
    this.positions.set(row.id, this.rows.length);
    this.rows.push(row);
    this.latest.push(latest);
  }

  /** Removes these rows; the others keep their order. */
  remove(ids: ReadonlySet<string>): void {
    const { rows } = this;
    [this.rows, this.latest, this.setBack] = [[], [], 0];
    this.positions.clear();
    for (const row of rows) if (!ids.has(row.id)) this.put(row);
  }

  /** Position of an id, oldest first; undefined when it is unknown. */
  position(id: string): number | undefined {
    return this.positions.get(id);
  }

  /** The row at a position, oldest first. */
  at(position: number): T | undefined {
    return this.rows[position];
  }

  /**
   * The positions between which every row made from second `from` to second `to` lies, found by
   * bisection: a page of a short time costs the same however much is kept.
   */
  between(from: number, to: number): { first: number; last: number } {
    return { first: this.firstNotBefore(from), last: this.firstNotBefore(to + this.setBack + 1) - 1 };
  }

  [Symbol.iterator](): IterableIterator<T> {
    return this.rows.values();
  }

  private firstNotBefore(created: number): number {
    let [low, high] = [0, this.latest.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.latest[middle]! < created) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The present version of everything, by kind. */
export type Rows = { [K in Kind]: Collection<Records[K]> };
