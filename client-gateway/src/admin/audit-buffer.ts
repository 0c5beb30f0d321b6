import type { NewAuditEntry } from '@orderwire/contracts';
import type { AuditRecord } from './audit-entry.js';

type Key = string | symbol;

/**
 * Entries that wait to be forwarded. Entries with the same key become one, with a count. The first
 * of a key is ready at once; those that follow within `coalesceMs` are collected until then, so
 * that a flood makes one entry a minute.
 */
export class AuditBuffer {
  private readonly waiting = new Map<Key, { entry: NewAuditEntry; count: number }>();
  /** Until when a key collects, in the order of these times. */
  private readonly collecting = new Map<Key, number>();
  private dropped = 0;

  constructor(
    private readonly maxEntries: number,
    private readonly coalesceMs: number,
  ) {}

  get size(): number {
    return this.waiting.size;
  }

  add({ entry, coalesceKey }: AuditRecord): void {
    const same = coalesceKey === undefined ? undefined : this.waiting.get(coalesceKey);
    if (same) same.count++;
    else if (this.waiting.size >= this.maxEntries) this.dropped++;
    else this.waiting.set(coalesceKey ?? Symbol(), { entry, count: 1 });
  }

  /**
   * Removes and returns at most `limit` ready entries, oldest first; with `all`, collecting ones
   * too.
   */
  take(limit: number, all = false, now = Date.now()): NewAuditEntry[] {
    const taken: NewAuditEntry[] = [];
    this.endCollecting(now);
    for (const [key, { entry, count }] of this.waiting) {
      if (taken.length === limit) break;
      if (!all && this.collecting.has(key)) continue;
      this.waiting.delete(key);
      if (typeof key === 'string') this.startCollecting(key, now);
      taken.push(count > 1 ? { ...entry, details: { ...entry.details, count } } : entry);
    }
    return taken;
  }

  /** How many entries were dropped since the last call because the buffer was full. */
  takeDropped(): number {
    const { dropped } = this;
    this.dropped = 0;
    return dropped;
  }

  private startCollecting(key: string, now: number): void {
    const [oldest] = this.collecting.keys();
    if (this.collecting.size >= this.maxEntries && oldest !== undefined) this.collecting.delete(oldest);
    this.collecting.set(key, now + this.coalesceMs);
  }

  private endCollecting(now: number): void {
    for (const [key, until] of this.collecting) {
      if (until > now) return;
      this.collecting.delete(key);
    }
  }
}
