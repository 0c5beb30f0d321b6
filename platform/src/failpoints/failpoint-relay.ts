import type { Tx } from '../database/database.js';
import type { JobResult } from '../jobs/jobs.js';
import { type PendingRow, Relay } from '../outbox/relay.js';
import type { Failpoints } from './failpoints.js';

/** A relay with failpoints around its publishing, its marks and their commit. */
export class FailpointRelay extends Relay {
  private publishing = false;

  constructor(
    private readonly failpoints: Failpoints,
    ...rest: ConstructorParameters<typeof Relay>
  ) {
    super(...rest);
  }

  protected override async round(): Promise<JobResult> {
    this.publishing = false;
    const result = await super.round();
    if (this.publishing) await this.failpoints.reach('outbox.commit.after');
    return result;
  }

  protected override publishAll(rows: PendingRow[], stored: string[]): Promise<PromiseSettledResult<void>[]> {
    this.publishing = true;
    return this.failpoints.around('outbox.publish', () => super.publishAll(rows, stored));
  }

  protected override async markPublished(tx: Tx, ids: string[]): Promise<void> {
    await super.markPublished(tx, ids);
    await this.failpoints.reach('outbox.mark.after');
  }
}
