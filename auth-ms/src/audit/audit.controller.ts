import { Controller } from '@nestjs/common';
import {
  type AuditPage,
  type AuditRecorded,
  ListAudit,
  type ListAuditRequest,
  RecordAudit,
  type RecordAuditRequest,
} from '@orderwire/contracts';
import { RpcHandler } from '@orderwire/platform';
import { ListAuditUseCase } from './list-audit.use-case.js';
import { RecordAuditUseCase } from './record-audit.use-case.js';

/** Reading the audit log, and recording entries of other services. */
@Controller()
export class AuditController {
  constructor(
    private readonly listAuditUseCase: ListAuditUseCase,
    private readonly recordAuditUseCase: RecordAuditUseCase,
  ) {}

  @RpcHandler(ListAudit)
  listAudit(request: ListAuditRequest): Promise<AuditPage> {
    return this.listAuditUseCase.execute(request);
  }

  @RpcHandler(RecordAudit)
  recordAudit(request: RecordAuditRequest): Promise<AuditRecorded> {
    return this.recordAuditUseCase.execute(request);
  }
}
