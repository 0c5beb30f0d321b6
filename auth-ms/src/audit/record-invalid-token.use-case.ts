import { Injectable } from '@nestjs/common';
import { Database, networkOf } from '@orderwire/platform';
import type { ClientOrigin } from '../accounts/caller.js';
import { ThrottleService, UNKNOWN_NETWORK } from '../throttling/throttle.service.js';
import { AuditRepository } from './audit.repository.js';

const INTERVAL_MS = 60_000;

/** Records an invalid token in the audit log, at most once a minute per action and network. */
@Injectable()
export class RecordInvalidTokenUseCase {
  constructor(
    private readonly database: Database,
    private readonly throttle: ThrottleService,
    private readonly audit: AuditRepository,
  ) {}

  /** `userId`: the owner of the token or the signed-in account, if known. */
  async execute(action: string, userId: string | null, from: ClientOrigin, now: Date): Promise<void> {
    const network = networkOf(from.ip ?? undefined) ?? UNKNOWN_NETWORK;
    if (!(await this.throttle.isFirst(`refused ${action}`, network, now, INTERVAL_MS))) return;
    const entry = { action, outcome: 'failure' as const, userId, from, details: { reason: 'invalid_token' } };
    await this.audit.record(this.database, entry, now);
  }
}
