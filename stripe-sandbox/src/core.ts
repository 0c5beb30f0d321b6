import type { Logger } from 'pino';
import type { Config } from './config.js';
import type { AccountState } from './faults/account.js';
import { FaultInjector } from './faults/fault-injector.js';
import { newId } from './store/ids.js';
import type { Operation } from './store/operation.js';
import type { AnnouncedKind, EventTypes, PreviousAttributes } from './store/event-records.js';
import type { Kind, Records } from './store/records.js';
import type { Store } from './store/store.js';

/** The API request that caused a change. Events include it. */
export interface Cause {
  id: string | null;
  key: string | null;
}

/** Shared state and services of the sandbox. */
export class Core {
  /** Base of the hosted page's URLs, known once the server listens. */
  publicUrl = '';
  readonly faults: FaultInjector;
  /** Set through the control API; in memory, like the faults. */
  account: AccountState = 'active';
  /** Aborted when the sandbox stops: delayed replies are sent at once. */
  readonly stopping = new AbortController();

  constructor(
    readonly config: Config,
    readonly store: Store,
    readonly log: Logger,
    /** Unix milliseconds. */
    readonly now: () => number,
  ) {
    this.faults = new FaultInjector(config.faults);
  }

  /** Unix seconds, as in Stripe's objects. */
  get seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  /** Begins a set of changes that are committed together. */
  change(cause: Cause = { id: null, key: null }): Change {
    return new Change(this, cause);
  }
}

/** Changes with their events. They take effect in {@link Change.commit}. */
export class Change {
  readonly operations: Operation[] = [];

  constructor(
    private readonly core: Core,
    readonly cause: Cause,
  ) {}

  put<K extends Kind>(kind: K, record: Records[K]): void {
    this.operations.push({ op: 'put', kind, record } as Operation);
  }

  set<K extends Kind>(kind: K, id: string, patch: Partial<Records[K]>): void {
    this.operations.push({ op: 'set', kind, id, patch });
  }

  /** Adds an event with the object as changed so far. */
  event<K extends AnnouncedKind>(
    kind: K,
    of: string,
    type: EventTypes[K],
    previous: PreviousAttributes[K] | null = null,
  ): void {
    const { webhookUrl, webhookEvents } = this.core.config;
    const hook = webhookUrl !== undefined && webhookEvents.some((pattern) => matches(pattern, type));
    const at = this.core.seconds;
    const event = { op: 'event', id: newId.event(), kind, type, of, at, request: this.cause, previous, hook };
    this.operations.push(event as Operation);
  }

  commit(): void {
    if (this.operations.length > 0) this.core.store.commit(this.operations.splice(0));
  }
}

/** Whether an event type, `refund.*` or `*` covers this type. */
const matches = (pattern: string, type: string): boolean =>
  pattern === type || (/(^|\.)\*$/.test(pattern) && type.startsWith(pattern.slice(0, -1)));
