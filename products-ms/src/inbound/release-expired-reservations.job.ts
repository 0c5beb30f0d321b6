import { Injectable } from '@nestjs/common';
import { Every, type JobResult } from '@orderwire/platform';
import { ReleaseExpiredReservationsUseCase } from '../application/release-expired-reservations.use-case.js';

/**
 * Checks expired reservations. Replicas may run it at the same time: every statement is
 * conditional.
 */
@Injectable()
export class ReleaseExpiredReservationsJob {
  constructor(
    private readonly releaseExpiredReservations: ReleaseExpiredReservationsUseCase,
    private readonly intervalMs: number,
  ) {}

  @Every((job: ReleaseExpiredReservationsJob) => job.intervalMs)
  async run(): Promise<JobResult> {
    return (await this.releaseExpiredReservations.execute()) ? 'more' : 'idle';
  }
}
