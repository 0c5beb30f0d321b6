import type { AuditNote } from '@orderwire/contracts';
import type { Noted } from './note-of.js';

/** Notes that wait. Of those that are the same, the first stands for all and says how many they were. */
export class NoteQueue {
  private readonly waiting = new Map<string | symbol, { note: AuditNote; count: number }>();
  private lost = 0;

  constructor(private readonly most: number) {}

  get size(): number {
    return this.waiting.size;
  }

  add({ note, sameAs }: Noted): void {
    const same = sameAs === undefined ? undefined : this.waiting.get(sameAs);
    if (same) same.count++;
    else if (this.waiting.size >= this.most) this.lost++;
    else this.waiting.set(sameAs ?? Symbol(), { note, count: 1 });
  }

  /** The oldest ones, at most `most` of them; they wait no longer. */
  take(most: number): AuditNote[] {
    const taken: AuditNote[] = [];
    for (const [key, { note, count }] of this.waiting) {
      if (taken.length === most) break;
      this.waiting.delete(key);
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
}
