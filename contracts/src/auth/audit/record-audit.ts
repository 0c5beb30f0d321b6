import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  ValidateNested,
} from 'class-validator';
import { actorRoles } from '../../actor.js';
import { rpc } from '../../contract.js';
import { IsId, IsText, IsTime } from '../../rules.js';

/** A security-relevant action or attempt that the gateway recorded. */
export class NewAuditEntry {
  @IsTime()
  at!: string;

  /** Such as "access_denied" or "orders.change_status". */
  @IsText(100, 1)
  action!: string;

  @IsIn(['success', 'failure'])
  outcome!: 'success' | 'failure';

  @IsIn(actorRoles)
  actorRole!: string;

  @IsOptional()
  @IsId()
  actorId?: string;

  @IsOptional()
  @IsText(64)
  ip?: string;

  @IsOptional()
  @IsText(1_000)
  device?: string;

  @IsText(128, 1)
  correlationId!: string;

  /** Further data; never a secret. */
  @IsObject()
  details!: Record<string, unknown>;
}

export class RecordAuditRequest {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(200)
  @ValidateNested({ each: true })
  @Type(() => NewAuditEntry)
  notes!: NewAuditEntry[];
}

export class AuditRecorded {
  @IsInt()
  recorded!: number;
}

export const RecordAudit = rpc('auth.record_audit', {
  description: 'Adds entries of the gateway to the audit log: refused requests and actions of staff.',
  request: RecordAuditRequest,
  reply: AuditRecorded,
  access: 'service',
  callers: ['client-gateway'],
});
