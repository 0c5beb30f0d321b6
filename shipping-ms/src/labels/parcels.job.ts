import { Injectable } from '@nestjs/common';
import { Every, type JobResult } from '@orderwire/platform';
import { PurgeUseCase } from '../tracking/purge.use-case.js';
import { ProcessParcelsUseCase } from './process-parcels.use-case.js';

/** Works on due parcels, and erases what is old. Replicas may run it at the same time. */
@Injectable()
export class ParcelsJob {
  constructor(
    private readonly processParcels: ProcessParcelsUseCase,
    private readonly purgeOld: PurgeUseCase,
    readonly intervalMs: number,
  ) {}

  @Every((job: ParcelsJob) => job.intervalMs, { runAtStart: false })
  async process(signal: AbortSignal): Promise<JobResult> {
    return (await this.processParcels.execute(signal)) ? 'more' : 'idle';
  }

  @Every(3_600_000)
  purge(signal: AbortSignal): Promise<void> {
    return this.purgeOld.execute(signal);
  }
}
