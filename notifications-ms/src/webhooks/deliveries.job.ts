import { Every, type JobResult, type Jobs } from '@orderwire/platform';
import type { ReencryptSecretsUseCase } from '../webhook-endpoints/reencrypt-secrets.use-case.js';
import type { DeliverDueUseCase } from './deliver-due.use-case.js';
import type { PurgeDeliveriesUseCase } from './purge-deliveries.use-case.js';

/**
 * Sends due webhooks: at an interval, after a replay, and when a request has ended. Replicas may run
 * it at the same time.
 */
export class DeliveriesJob {
  constructor(
    private readonly deliverDue: DeliverDueUseCase,
    jobs: Jobs,
    private readonly intervalMs: number,
  ) {
    deliverDue.onWake(() => jobs.wake(this));
  }

  @Every((job: DeliveriesJob) => job.intervalMs)
  async run(): Promise<JobResult> {
    return (await this.deliverDue.execute()) ? 'more' : 'idle';
  }
}

/** Keeps the log short, hourly and at start. Replicas may run it at the same time. */
export class PurgeDeliveriesJob {
  constructor(
    private readonly purge: PurgeDeliveriesUseCase,
    private readonly reencrypt: ReencryptSecretsUseCase,
  ) {}

  @Every(3_600_000)
  async run(): Promise<JobResult> {
    return (await this.purge.execute()) ? 'more' : 'idle';
  }

  /** At start: the keys have changed only then. */
  @Every(86_400_000)
  async encryptAgain(): Promise<void> {
    await this.reencrypt.execute();
  }
}
