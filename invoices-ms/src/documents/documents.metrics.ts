import { Injectable } from '@nestjs/common';
import { type Gauge, Metrics, oncePerScrape } from '@orderwire/platform';
import { DocumentRepository } from './document.repository.js';

/** How far the documents run behind. */
@Injectable()
export class DocumentsMetrics {
  constructor(metrics: Metrics, documents: DocumentRepository) {
    const backlog = oncePerScrape(() => documents.backlog());
    const gauge = (name: string, help: string, field: 'waiting' | 'failing' | 'oldestSeconds') => {
      const registered: Gauge = metrics.gauge({
        name,
        help,
        collect: async () => registered.set((await backlog())[field]),
      });
    };
    gauge('orderwire_invoices_documents_waiting', 'Documents that are not finished.', 'waiting');
    gauge(
      'orderwire_invoices_documents_failing',
      'Documents that failed or waited at least five times; they are tried again every ten minutes.',
      'failing',
    );
    gauge(
      'orderwire_invoices_oldest_document_age_seconds',
      'Age of the oldest document that is not finished.',
      'oldestSeconds',
    );
  }
}
