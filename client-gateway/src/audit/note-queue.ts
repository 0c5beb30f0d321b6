import type { NewAuditEntry } from '@orderwire/contracts';
import type { Noted } from './note-of.js';

/**
 * Notes that wait. Of those that are the same, the first stands for all and says how many they were. The first of a kind is
 * ready at once; those that come within `restMs` of it gather until then, so that whoever goes on and on makes one a minute.
 */
export class NoteQueue {
  private readonly waiting = new Map<string | symbol, { note: NewAuditEntry; count: number }>();
  private readonly restUntil = new Map<string | symbol, number>();
  private lost = 0;

  constructor(
    private readonly most: number,
    private readonly restMs: number,
  ) {}

  get size(): number {
    return this.waiting.size;
  }

  add({ note, sameAs }: Noted): void {
    const same = sameAs === undefined ? undefined : this.waiting.get(sameAs);
    if (same) same.count++;
    else if (this.waiting.size >= this.most) this.lost++;
    else this.waiting.set(sameAs ?? Symbol(), { note, count: 1 });
  }

  /** The oldest that are ready, at most `most`; with `all`, also those that would still gather. They wait no longer. */
  take(most: number, all = false, now = Date.now()): NewAuditEntry[] {
    const taken: NewAuditEntry[] = [];
    this.forgetRested(now);
    for (const [kind, { note, count }] of this.waiting) {
      if (taken.length === most) break;
      if (!all && this.restUntil.has(kind)) continue;
      this.waiting.delete(kind);
      if (typeof kind === 'string') this.rest(kind, now);
      taken.push(count > 1 ? { ...note, details: { ...note.details, count } } : note);
    }
    return taken;
  }

  /** How many found no room since this was last asked. */
  takeLost(): number {
    const { lost } = this;
    this.lost = 0;
    return lost;
  }

  private rest(kind: string, now: number): void {
    const [oldest] = this.restUntil.keys();
    if (this.restUntil.size >= this.most && oldest !== undefined) this.restUntil.delete(oldest);
    this.restUntil.set(kind, now + this.restMs);
  }

  /** They stand in the order in which they end. */
  private forgetRested(now: number): void {
    for (const [kind, until] of this.restUntil) {
      if (until > now) return;
      this.restUntil.delete(kind);
    }
  }
}
