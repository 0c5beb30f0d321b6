import { Injectable } from '@nestjs/common';
import type { AuditPage, ListAuditRequest } from '@orderwire/contracts';
import { decodeCursor, encodeCursor } from '@orderwire/platform';
import { AuditRepository } from './audit.repository.js';

const DEFAULT_LIMIT = 20;

/** Lists the audit log for staff, newest first. */
@Injectable()
export class ListAuditUseCase {
  constructor(private readonly audit: AuditRepository) {}

  /** Throws invalid_message for an invalid cursor. */
  async execute({ cursor, limit = DEFAULT_LIMIT, ...filter }: ListAuditRequest): Promise<AuditPage> {
    const after = cursor ? decodeCursor(cursor) : undefined;
    const found = await this.audit.list(filter, after, limit + 1);
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      data: page.map((entry) => ({
        ...entry,
        at: entry.at.toISOString(),
        outcome: entry.outcome as 'success' | 'failure',
        details: entry.details as Record<string, unknown>,
      })),
      meta: { nextCursor: found.length > limit && last ? encodeCursor(last) : null },
    };
  }
}
