import { Journal } from './journal.js';
import type { Kind, Records } from './records.js';

/** A line of the journal: a record as it is now, or the id of a dropped one. */
type Change = { [K in Kind]: { kind: K; record: Records[K] } }[Kind] | { kind: Kind; dropped: string };

/** Events and addresses are kept for this many shipments. */
const PER_SHIPMENT = 4;

/** All records, in memory, and in a journal when there is a folder. */
export class Store {
  private readonly maps: { [K in Kind]: Map<string, Records[K]> } = {
    address: new Map(),
    shipment: new Map(),
    tracker: new Map(),
    webhook: new Map(),
    event: new Map(),
  };
  private readonly references = new Map<string, string>();
  private readonly journal: Journal | undefined;

  constructor(
    folder: string | undefined,
    private readonly maxShipments: number,
  ) {
    if (!folder) return;
    this.journal = new Journal(folder);
    for (const change of this.journal.read() as Change[]) {
      if ('record' in change) this.keep(change.kind, change.record);
      else this.maps[change.kind].delete(change.dropped);
    }
    this.journal.rewrite(this.changes());
  }

  get<K extends Kind>(kind: K, id: string): Records[K] | undefined {
    return this.maps[kind].get(id);
  }

  /** Newest first. */
  list<K extends Kind>(kind: K): Records[K][] {
    return [...this.maps[kind].values()].reverse();
  }

  size(kind: Kind): number {
    return this.maps[kind].size;
  }

  /** By id, or the newest one with this reference, as EasyPost finds it. */
  shipment(idOrReference: string): Records['shipment'] | undefined {
    return this.get('shipment', this.references.get(idOrReference) ?? idOrReference);
  }

  /** Stores a new or changed record; it is in the journal when this returns. */
  put<K extends Kind>(kind: K, record: Records[K]): Records[K] {
    this.keep(kind, record);
    this.journal?.append({ kind, record });
    this.dropOldest(kind);
    if (this.journal?.isLong(this.total())) this.journal.rewrite(this.changes());
    return record;
  }

  remove(kind: Kind, id: string): void {
    if (this.maps[kind].delete(id)) this.journal?.append({ kind, dropped: id });
  }

  private keep<K extends Kind>(kind: K, record: Records[K]): void {
    this.maps[kind].set(record.id, record);
    const { reference } = record as Partial<Records['shipment']>;
    if (kind === 'shipment' && reference) this.references.set(reference, record.id);
  }

  private dropOldest(kind: Kind): void {
    const limit = kind === 'shipment' ? this.maxShipments : this.maxShipments * PER_SHIPMENT;
    const map = this.maps[kind];
    while (kind !== 'webhook' && map.size > limit) {
      const [oldest] = map.values();
      const { id, reference } = oldest as Records['shipment'];
      if (reference && this.references.get(reference) === id) this.references.delete(reference);
      this.remove(kind, id);
    }
  }

  private total(): number {
    return Object.values(this.maps).reduce((sum, { size }) => sum + size, 0);
  }

  private changes(): unknown[] {
    return Object.entries(this.maps).flatMap(([kind, map]) =>
      [...map.values()].map((record) => ({ kind, record })),
    );
  }
}
