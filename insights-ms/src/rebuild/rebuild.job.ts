import { Every, type JobResult } from '@orderwire/platform';
import { DeleteOldUseCase } from './delete-old.use-case.js';
import { RebuildUseCase } from './rebuild.use-case.js';

const HOUR_MS = 3_600_000;

/** Builds read models: those of a new installation, and those of a rebuild. */
export class RebuildJob {
  constructor(
    private readonly rebuild: RebuildUseCase,
    private readonly deleteOld: DeleteOldUseCase,
    readonly intervalMs: number,
  ) {}

  @Every((job: RebuildJob) => job.intervalMs)
  async build(signal?: AbortSignal): Promise<JobResult> {
    if (await this.rebuild.continue(signal)) await this.deleteOld.execute(signal);
    return 'idle';
  }

  @Every(HOUR_MS, { startAfterMs: HOUR_MS / 6 })
  clean(signal?: AbortSignal): Promise<void> {
    return this.deleteOld.execute(signal);
  }
}
