import { Injectable } from '@nestjs/common';
import type { AuditRecorded, RecordAuditRequest } from '@orderwire/contracts';
import { originOf } from '../domain/origin.js';
import { AuditRepository } from '../outbound/audit.repository.js';

/** Writes down what another service of ours saw, under that service's own times and correlation ids. */
@Injectable()
export class RecordAudit {
  constructor(private readonly audit: AuditRepository) {}

  async execute({ notes }: RecordAuditRequest): Promise<AuditRecorded> {
    await this.audit.recordAll(
      notes.map(({ ip, device, at, actorId, ...note }) => ({
        ...note,
        at: new Date(at),
        actorId: actorId ?? null,
        from: originOf({ ip, device }),
      })),
    );
    return { recorded: notes.length };
  }
}
