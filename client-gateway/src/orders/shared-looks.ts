import type { OrderRequest, TimelineEntry } from '@orderwire/contracts';
import type { Context } from '@orderwire/platform';

type Look = Promise<readonly TimelineEntry[]>;

/** Lets streams that would put the same question share its answer, while it is on its way and while it is fresh. */
export class SharedLooks {
  private readonly looks = new Map<string, Look>();

  constructor(private readonly freshMs: number) {}

  /** The answer to `ask`, or to what was asked a moment ago under the same key. */
  at(key: string, ask: () => Look): Look {
    const known = this.looks.get(key);
    if (known) return known;
    const look = ask();
    this.looks.set(key, look);
    const stale = new Promise((resolve) => void setTimeout(resolve, this.freshMs).unref());
    void Promise.allSettled([look, stale]).then(() => this.looks.delete(key));
    return look;
  }
}

/** The same for nobody but who shows the very same credentials for the very same order: nobody sees by another's right. */
export const lookKey = ({ orderId }: OrderRequest, { identity, orderToken }: Context): string =>
  JSON.stringify([orderId, identity, orderToken]);
