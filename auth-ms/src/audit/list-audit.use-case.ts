import { Injectable } from '@nestjs/common';
import type { AuditPage, ListAuditRequest } from '@orderwire/contracts';
import { pageOf } from '@orderwire/platform';
import { AuditRepository } from './audit.repository.js';

/** Lists the audit log for staff, newest first. */
@Injectable()
export class ListAuditUseCase {
  constructor(private readonly audit: AuditRepository) {}

  /** Throws invalid_message for an invalid cursor. */
  execute(request: ListAuditRequest): Promise<AuditPage> {
    return pageOf(request, {
      read: (after, limit) => this.audit.list(request, after, limit),
      keyOf: ({ at, id }) => ({ at, id }),
      view: (entry) => ({
        ...entry,
        at: entry.at.toISOString(),
        outcome: entry.outcome as 'success' | 'failure',
        details: entry.details as Record<string, unknown>,
      }),
    });
  }
}
