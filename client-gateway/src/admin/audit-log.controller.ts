import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type AuditPage, ListAudit, ListAuditRequest } from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import { Serves } from '../openapi/serves.js';

@ApiTags('Staff')
@Controller('audit-log')
export class AuditLogController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Serves(ListAudit, { summary: 'List audit entries, newest first' })
  list(@Query() query: ListAuditRequest): Promise<AuditPage> {
    return this.rpc.ask(ListAudit, query);
  }
}
