import { Injectable } from '@nestjs/common';
import { Every, type JobResult } from '@orderwire/platform';
import { ProcessDocumentsUseCase } from './process-documents.use-case.js';

/** Issues and renders due documents. Replicas may run it at the same time. */
@Injectable()
export class DocumentsJob {
  constructor(
    private readonly processDocuments: ProcessDocumentsUseCase,
    readonly intervalMs: number,
  ) {}

  @Every((job: DocumentsJob) => job.intervalMs, { runAtStart: false })
  async process(signal: AbortSignal): Promise<JobResult> {
    return (await this.processDocuments.execute(signal)) ? 'more' : 'idle';
  }
}
