import { Injectable } from '@nestjs/common';
import { Database, networkOf } from '@orderwire/platform';
import type { Origin } from '../accounts/caller.js';
import { ThrottleUseCase } from '../throttling/throttle.use-case.js';
import { AuditRepository } from './audit.repository.js';

const INTERVAL_MS = 60_000;

/** Records an invalid token in the audit log, at most once a minute per action and network. */
@Injectable()
export class RecordInvalidTokenUseCase {
  constructor(
    private readonly database: Database,
    private readonly throttle: ThrottleUseCase,
    private readonly audit: AuditRepository,
  ) {}

  /** `userId`: the owner of the token or the signed-in account, if known. */
  async execute(action: string, userId: string | null, from: Origin, now: Date): Promise<void> {
    const network = networkOf(from.ip ?? undefined) ?? 'nowhere';
    if (!(await this.throttle.isFirst(`refused ${action}`, network, now, INTERVAL_MS))) return;
    const entry = { action, outcome: 'failure' as const, userId, from, details: { reason: 'invalid_token' } };
    await this.audit.record(this.database, entry, now);
  }
}
