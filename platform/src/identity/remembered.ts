/**
 * What was found out once and stays true until a moment; forgets what was asked for longest ago
 * when there is too much.
 */
export class Remembered<T> {
  private readonly entries = new Map<string, { value: T; until: number }>();

  constructor(private readonly limit: number) {}

  get(key: string): T | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    this.entries.delete(key);
    if (entry.until <= Date.now()) return undefined;
    this.entries.set(key, entry);
    return entry.value;
  }

  /** `until` in epoch milliseconds. */
  set(key: string, value: T, until: number): void {
    this.entries.delete(key);
    this.entries.set(key, { value, until });
    const [oldest] = this.entries.keys();
    if (this.entries.size > this.limit && oldest !== undefined) this.entries.delete(oldest);
  }
}
