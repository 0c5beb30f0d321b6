import { Injectable } from '@nestjs/common';
import { isUnavailable } from '@orderwire/contracts';
import { type Counter, InjectLogger, type Logger, Metrics, tracing } from '@orderwire/platform';
import { type DocumentWork, retryDelaySeconds } from './document.js';
import { DocumentRepository } from './document.repository.js';
import { IssueDocumentUseCase } from './issue-document.use-case.js';
import { StorageOutage, StoreFilesUseCase } from './store-files.use-case.js';

/** Documents claimed at once: rendering takes about 50 ms each. */
const BATCH = 20;
/** Longer than a batch takes; a crashed replica's documents are taken by others after it. */
const LEASE_SECONDS = 120;
/** Pause of a document that orders-ms or the storage cannot serve now. */
const OUTAGE_SECONDS = 5;
/** No document is started so late in a lease that it could outlast it. */
const LAST_START_MS = 60_000;

const traced = <T>({ correlationId, kind }: DocumentWork, step: string, work: () => Promise<T>): Promise<T> =>
  tracing.continue(correlationId, () => ({ name: `${step} ${kind}`, kind: 'internal' }), work);

/**
 * Issues and renders due documents, one after the other: rendering is bounded to one core, and the
 * numbers of a series are given in turn anyway. A document that fails, or that ends its process, is
 * tried after the others.
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

  /**
   * One batch. True when there may be more. Replicas may run it at the same time. Numbers are given
   * first: they do not wait for the storage of files.
   */
  async execute(signal?: AbortSignal): Promise<boolean> {
    const claimed = await this.documents.claim(LEASE_SECONDS, BATCH);
    const startedAt = Date.now();
    const isOver = (): boolean => Date.now() - startedAt > LAST_START_MS || signal?.aborted === true;
    const issued: DocumentWork[] = [];
    for (const work of claimed) {
      if (isOver()) await this.documents.postpone(work.id, 'not started', 0, false);
      else issued.push(...(await this.issue(work)));
    }
    await this.storeAll(issued, isOver);
    return claimed.length === BATCH;
  }

  /** The document with its number; none when it waits. */
  private async issue(work: DocumentWork & { issued: boolean }): Promise<DocumentWork[]> {
    const { id, kind } = work;
    if (work.issued) return [work];
    try {
      const outcome = await traced(work, 'issue', () => this.issueDocument.execute(work));
      if ('id' in outcome) return [{ ...work, id: outcome.id }];
      if ('wait' in outcome)
        await this.documents.postpone(id, outcome.wait, retryDelaySeconds(work.attempts), true);
      else await this.end(work, outcome);
      this.outcomes.inc({ kind, outcome: 'wait' in outcome ? 'waiting' : 'ended' });
    } catch (error) {
      await this.fail(work, error);
    }
    return [];
  }

  /** Without a row, the comparison with orders-ms queues the document again if the order comes back. */
  private async end(
    { id, kind, orderId }: DocumentWork,
    why: { never: string } | { lost: string },
  ): Promise<void> {
    if ('never' in why) return this.documents.end(id, why.never);
    this.log.warn({ documentId: id, kind, orderId }, `no document: ${why.lost}`);
    await this.documents.remove(id);
  }

  /** After the first failure of the storage the others wait as well. */
  private async storeAll(issued: readonly DocumentWork[], isOver: () => boolean): Promise<void> {
    let outage = '';
    for (const work of issued) {
      if (outage || isOver())
        await this.documents.postpone(work.id, outage || 'not started', OUTAGE_SECONDS, false);
      else outage = await this.store(work);
    }
  }

  /** Why the storage does not work; empty when it does. */
  private async store(work: DocumentWork): Promise<string> {
    try {
      await traced(work, 'render', () => this.storeFiles.execute(work.id));
      this.outcomes.inc({ kind: work.kind, outcome: 'finished' });
      return '';
    } catch (error) {
      await this.fail(work, error);
      return error instanceof StorageOutage ? error.message : '';
    }
  }

  /** An outage of orders-ms or of the storage is no attempt. */
  private async fail({ id, kind, attempts }: DocumentWork, error: unknown): Promise<void> {
    const isOutage = error instanceof StorageOutage || isUnavailable(error);
    const reason = error instanceof Error ? error.message : String(error);
    const delaySeconds = isOutage ? OUTAGE_SECONDS : retryDelaySeconds(attempts);
    const level = isOutage ? 'warn' : 'error';
    this.log[level]({ err: error, documentId: id, kind, retryInSeconds: delaySeconds }, 'a document waits');
    this.outcomes.inc({ kind, outcome: isOutage ? 'waiting' : 'failed' });
    await this.documents.postpone(id, reason, delaySeconds, !isOutage);
  }
}
