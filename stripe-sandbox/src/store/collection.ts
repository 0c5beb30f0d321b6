/** Objects of one kind in the order they were made, found by id and by position. */
export class Collection<T extends { id: string }> {
  private readonly order: string[] = [];
  private readonly rows = new Map<string, { row: T; position: number }>();

  get size(): number {
    return this.order.length;
  }

  get(id: string): T | undefined {
    return this.rows.get(id)?.row;
  }

  /** Adds a new row, or puts a new version in the place of the old one. */
  put(row: T): void {
    const known = this.rows.get(row.id);
    if (known) known.row = row;
    else {
      this.rows.set(row.id, { row, position: this.order.length });
      this.order.push(row.id);
    }
  }

  /** Position of an id, oldest first; undefined when it is unknown. */
  position(id: string): number | undefined {
    return this.rows.get(id)?.position;
  }

  /** The row at a position, oldest first. */
  at(position: number): T | undefined {
    const id = this.order[position];
    return id === undefined ? undefined : this.get(id);
  }

  *[Symbol.iterator](): IterableIterator<T> {
    for (const { row } of this.rows.values()) yield row;
  }
}
