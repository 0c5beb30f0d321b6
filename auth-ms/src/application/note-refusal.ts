import { Injectable } from '@nestjs/common';
import { Database, networkOf } from '@orderwire/platform';
import type { Origin } from '../domain/origin.js';
import { AuditRepository } from '../outbound/audit.repository.js';
import { LimitAttempts } from './limit-attempts.js';

const MINUTE = 60_000;

/** Tells the audit log of a token that opened nothing: once a minute, action and network, so that a flood fills no table. */
@Injectable()
export class NoteRefusal {
  constructor(
    private readonly database: Database,
    private readonly limit: LimitAttempts,
    private readonly audit: AuditRepository,
  ) {}

  /** `userId`: whose token it was or who is signed in, if that is known. */
  async execute(action: string, userId: string | null, from: Origin, now: Date): Promise<void> {
    const place = networkOf(from.ip ?? undefined) ?? 'nowhere';
    if (!(await this.limit.isFirst(`refused ${action}`, place, now, MINUTE))) return;
    const entry = { action, outcome: 'failure' as const, userId, from, details: { reason: 'invalid_token' } };
    await this.audit.record(this.database, entry, now);
  }
}
