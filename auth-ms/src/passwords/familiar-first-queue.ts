import { ArrayTaskQueue, Piscina } from 'piscina';

type Task = Parameters<ArrayTaskQueue['push']>[0];

/** Marks a task of an attempt from a network that its account has signed in from. */
export const familiarTask = { [Piscina.queueOptionsSymbol]: { familiar: true } };

/**
 * Two queues that take turns: waiting attempts from unfamiliar networks, however many, delay one
 * from a familiar network by one task per thread at most, and the reverse.
 */
export class FamiliarFirstQueue {
  readonly familiar = new ArrayTaskQueue();
  readonly other = new ArrayTaskQueue();
  private last = this.other;

  get size(): number {
    return this.familiar.size + this.other.size;
  }

  push(task: Task): void {
    this.queueOf(task).push(task);
  }

  shift(): Task | null {
    const next = this.last === this.familiar ? this.other : this.familiar;
    this.last = next.size > 0 ? next : next === this.familiar ? this.other : this.familiar;
    return this.last.shift();
  }

  remove(task: Task): void {
    this.queueOf(task).remove(task);
  }

  private queueOf(task: Task): ArrayTaskQueue {
    const { [Piscina.queueOptionsSymbol]: familiar } = task as unknown as Record<symbol, unknown>;
    return familiar ? this.familiar : this.other;
  }
}
