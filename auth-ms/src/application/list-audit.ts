import { Injectable } from '@nestjs/common';
import type { AuditPage, ListAuditRequest } from '@orderwire/contracts';
import { decodeCursor, encodeCursor } from '@orderwire/platform';
import { Directory } from '../outbound/directory.js';

const DEFAULT_LIMIT = 20;

/** Shows the audit log to staff, newest first. */
@Injectable()
export class ListAudit {
  constructor(private readonly directory: Directory) {}

  /** Throws invalid_message for a cursor that is not ours. */
  async execute({ cursor, limit = DEFAULT_LIMIT, ...filter }: ListAuditRequest): Promise<AuditPage> {
    const below = cursor ? decodeCursor(cursor) : undefined;
    const found = await this.directory.audit(filter, below, limit + 1);
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
