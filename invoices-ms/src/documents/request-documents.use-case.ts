import { Injectable } from '@nestjs/common';
import type { DocumentKind } from '@orderwire/contracts';
import type { Delivery, Tx } from '@orderwire/platform';
import type { DocumentDraft } from './document.js';
import { DocumentRepository } from './document.repository.js';

/** Queues documents in the transaction of the event that asks for them. */
@Injectable()
export class RequestDocumentsUseCase {
  constructor(private readonly documents: DocumentRepository) {}

  /** A document that exists is not queued again. */
  execute<Payload extends object>(
    tx: Tx,
    deliveries: readonly Delivery<Payload>[],
    draftOf: (delivery: Delivery<Payload>) => Omit<DocumentDraft, 'correlationId'>,
  ): Promise<void> {
    const drafts = deliveries.map((one) => ({ ...draftOf(one), correlationId: one.correlationId }));
    return this.documents.add(tx, drafts);
  }

  /** Facts whose document does not exist, by id. `at` reads the time that the installation is compared with. */
  unapplied<Payload extends object>(
    kind: DocumentKind,
    facts: readonly Delivery<Payload>[],
    at: (fact: Delivery<Payload>) => string,
  ): Promise<string[]> {
    return this.documents.missing(
      kind,
      facts.map((fact) => ({ id: fact.id, at: at(fact) })),
    );
  }
}
