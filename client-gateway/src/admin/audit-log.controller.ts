import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type AuditPage, ListAudit, ListAuditRequest } from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import { ContractRequest, Route } from '../edge/route.js';

@ApiTags('Staff')
@Controller('audit-log')
export class AuditLogController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Route(ListAudit, { summary: 'List audit entries, newest first' })
  list(@ContractRequest() request: ListAuditRequest): Promise<AuditPage> {
    return this.rpc.request(ListAudit, request);
  }
}
