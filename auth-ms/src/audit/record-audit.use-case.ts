import { Injectable } from '@nestjs/common';
import type { AuditRecorded, RecordAuditRequest } from '@orderwire/contracts';
import { toOrigin } from '../accounts/caller.js';
import { AuditRepository } from './audit.repository.js';

/** Records audit entries of another service under that service's times and correlation ids. */
@Injectable()
export class RecordAuditUseCase {
  constructor(private readonly audit: AuditRepository) {}

  async execute({ notes }: RecordAuditRequest): Promise<AuditRecorded> {
    await this.audit.recordAll(
      notes.map(({ ip, device, at, actorId = null, ...entry }) => ({
        ...entry,
        at: new Date(at),
        actorId,
        from: toOrigin({ ip, device }),
      })),
    );
    return { recorded: notes.length };
  }
}
