import { Injectable } from '@nestjs/common';
import { Fault } from '@orderwire/contracts';
import { type Counter, InjectLogger, type Logger, Metrics } from '@orderwire/platform';
import { type DocumentWork, retryDelaySeconds } from './document.js';
import { DocumentRepository } from './document.repository.js';
import { IssueDocumentUseCase } from './issue-document.use-case.js';
import { StoreFilesUseCase } from './store-files.use-case.js';

/** Documents claimed at once: rendering takes about 50 ms each. */
const BATCH = 20;
/** Longer than a batch takes; a crashed replica's documents are taken by others after it. */
const LEASE_SECONDS = 120;
/** No document is started so late in a lease that it could outlast it. */
const LAST_START_MS = 60_000;

/**
 * Issues and renders due documents, one after the other: rendering is bounded to one core, and the
 * numbers of a series are given in turn anyway. A failed document does not block the others.
 */
@Injectable()
export class ProcessDocumentsUseCase {
  private readonly outcomes: Counter<'kind' | 'outcome'>;

  constructor(
    private readonly documents: DocumentRepository,
    private readonly issueDocument: IssueDocumentUseCase,
    private readonly storeFiles: StoreFilesUseCase,
    metrics: Metrics,
    @InjectLogger() private readonly log: Logger,
  ) {
    this.outcomes = metrics.counter({
      name: 'orderwire_invoices_documents_total',
      help: 'Documents by kind and outcome: finished, waiting (for another document or service), failed (tried again) or ended.',
      labels: ['kind', 'outcome'],
    });
  }

  /** One batch. True when there may be more. Replicas may run it at the same time. */
  async execute(signal?: AbortSignal): Promise<boolean> {
    const claimed = await this.documents.claim(LEASE_SECONDS, BATCH);
    const startedAt = Date.now();
    for (const work of claimed) {
      const isLate = Date.now() - startedAt > LAST_START_MS;
      if (isLate || signal?.aborted) await this.documents.postpone(work.id, 'not started', 0, false);
      else await this.process(work);
    }
    return claimed.length === BATCH;
  }

  private async process(work: DocumentWork & { issued: boolean }): Promise<void> {
    const { id, kind } = work;
    try {
      const notIssued = work.issued ? undefined : await this.issueDocument.execute(work);
      if (notIssued && 'never' in notIssued) {
        await this.documents.end(id, notIssued.never);
        this.outcomes.inc({ kind, outcome: 'ended' });
      } else if (notIssued) await this.postpone(work, notIssued.wait);
      else {
        await this.storeFiles.execute(id);
        this.outcomes.inc({ kind, outcome: 'finished' });
      }
    } catch (error) {
      await this.fail(work, error);
    }
  }

  private async postpone({ id, kind, attempts }: DocumentWork, reason: string): Promise<void> {
    await this.documents.postpone(id, reason, retryDelaySeconds(attempts), true);
    this.outcomes.inc({ kind, outcome: 'waiting' });
  }

  /** An outage of another service is no attempt. */
  private async fail({ id, kind, attempts }: DocumentWork, error: unknown): Promise<void> {
    const isOutage = error instanceof Fault && (error.kind === 'unavailable' || error.kind === 'timeout');
    const reason = error instanceof Error ? error.message : String(error);
    const delaySeconds = isOutage ? 2 : retryDelaySeconds(attempts);
    const level = isOutage ? 'warn' : 'error';
    this.log[level]({ err: error, documentId: id, kind, retryInSeconds: delaySeconds }, 'a document waits');
    this.outcomes.inc({ kind, outcome: isOutage ? 'waiting' : 'failed' });
    await this.documents.postpone(id, reason, delaySeconds, !isOutage);
  }
}
