import { Collection, type Rows } from './collection.js';
import { forgettable, without } from './forgettable.js';
import { Journal } from './journal.js';
import type { AnswerOperation, EventOperation, Operation } from './operation.js';
import type { EventRecord } from './event-records.js';
import type { Kind, Records, Snapshot } from './records.js';

/** A stored reply to an Idempotency-Key. */
export type Answer = Omit<AnswerOperation, 'op' | 'object'> & { snapshot: Snapshot | null };

/** Lifetime of an Idempotency-Key, in milliseconds. */
export const ANSWER_LIFETIME = 24 * 3600 * 1000;

/**
 * The sandbox's state in memory. Every change goes through {@link Store.commit} and the journal.
 */
export class Store {
  readonly rows: Rows = {
    session: new Collection(),
    intent: new Collection(),
    charge: new Collection(),
    refund: new Collection(),
    customer: new Collection(),
    transaction: new Collection(),
    dispute: new Collection(),
    fraudWarning: new Collection(),
    review: new Collection(),
  };
  readonly events = new Collection<EventRecord>();
  private readonly answers = new Map<string, Answer>();
  private journal: Journal | undefined;
  /** Bytes at which the journal is compacted next. */
  private compactAt = 0;
  private readonly listeners: ((operations: Operation[]) => void)[] = [];

  /** Rebuilds the store from a folder's journal. Without a folder state is lost at exit. */
  static open(folder: string | undefined): Store {
    const store = new Store();
    if (folder) {
      store.journal = Journal.open(folder, (operations) => {
        for (const operation of operations) {
          store.apply(operation);
        }
      });
    }
    return store;
  }

  /**
   * Writes the operations to the journal, then applies them: all of them or, after a disk error,
   * none.
   */
  commit(operations: Operation[]): void {
    this.journal?.append(operations);
    for (const operation of operations) this.apply(operation);
    for (const listener of this.listeners) listener(operations);
  }

  /** Calls the listener after every commit, synchronously. */
  onCommit(listener: (operations: Operation[]) => void): void {
    this.listeners.push(listener);
  }

  /** The first reply to a key, unless it is older than a day. */
  answer(key: string, now: number): Answer | undefined {
    const answer = this.answers.get(key);
    return answer && now - answer.at < ANSWER_LIFETIME ? answer : undefined;
  }

  /** Drops replies older than a day; they are stored in order. */
  forgetAnswers(now: number): void {
    for (const [key, answer] of this.answers) {
      if (now - answer.at < ANSWER_LIFETIME) return;
      this.answers.delete(key);
    }
  }

  /**
   * Halves a journal of more than `limit` bytes by forgetting ended payments; the last day is always
   * kept. Returns their objects and events in number; undefined when there was nothing to do. Throws
   * on a full disk, with everything as before. `now` in milliseconds.
   */
  compact(limit: number, now: number): { forgotten: number; before: number; after: number } | undefined {
    const { journal } = this;
    const before = journal?.bytes ?? 0;
    if (!journal || before <= Math.max(limit, this.compactAt)) return undefined;
    // A failed try is repeated when the file has grown by a tenth.
    this.compactAt = before * 1.1;
    const answersSince = now - ANSWER_LIFETIME;
    const target = { bytes: limit / 2, now: Math.floor(now / 1_000), answersSince };
    const forgotten = forgettable(this, journal.commits(), target);
    journal.rewrite(without(forgotten, answersSince));
    for (const collection of [...Object.values(this.rows), this.events]) collection.remove(forgotten);
    this.compactAt = 2 * journal.bytes;
    return { forgotten: forgotten.size, before, after: journal.bytes };
  }

  close(): void {
    this.journal?.close();
    this.journal = undefined;
  }

  private apply(operation: Operation): void {
    switch (operation.op) {
      case 'put':
        return this.collection(operation.kind).put(operation.record);
      case 'set': {
        const rows = this.collection(operation.kind);
        const before = rows.get(operation.id);
        if (before) rows.put(Object.assign({}, before, operation.patch));
        return;
      }
      case 'event':
        return this.applyEvent(operation);
      case 'delivered':
        return this.mark(operation.ids, { pending: false });
      case 'dropped':
        return this.mark(operation.ids, { dropped: true });
      case 'answer': {
        const { op: _, object, ...answer } = operation;
        this.answers.delete(answer.key);
        this.answers.set(answer.key, {
          ...answer,
          snapshot: object ? this.snapshot(object.kind, object.id) : null,
        });
      }
    }
  }

  private mark(ids: string[], fields: Pick<Partial<EventRecord>, 'pending' | 'dropped'>): void {
    for (const id of ids) {
      const event = this.events.get(id);
      if (event) this.events.put(Object.assign({}, event, fields));
    }
  }

  private applyEvent({ id, type, kind, of, at, request, previous, hook }: EventOperation): void {
    const record = this.collection(kind).get(of);
    const event = { id, type, kind, record, created: at, request, previous, pending: hook };
    if (record) this.events.put(event as EventRecord);
  }

  /** The current version of an object with its kind. */
  snapshot(kind: Kind, id: string): Snapshot | null {
    const record = this.collection(kind).get(id);
    return record ? ({ kind, record } as Snapshot) : null;
  }

  /** The rows by kind. The operation types already tie each kind to its record. */
  private collection(kind: Kind): Collection<Records[Kind]> {
    return this.rows[kind];
  }
}
