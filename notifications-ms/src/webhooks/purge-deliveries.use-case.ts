import type { RetentionRepository } from './retention.repository.js';

const DAY_MS = 86_400_000;

/** Deletes webhook deliveries, their attempts and events after some days. */
export class PurgeDeliveriesUseCase {
  constructor(
    private readonly retention: RetentionRepository,
    private readonly days: number,
  ) {}

  /** Returns true when there may be more. */
  execute(): Promise<boolean> {
    return this.retention.purge(new Date(Date.now() - this.days * DAY_MS));
  }
}
