import { Type } from 'class-transformer';
import { IsIn, IsObject, IsOptional, IsString, ValidateNested } from 'class-validator';
import { rpc } from '../../contract.js';
import { Page, PageRequest } from '../../page.js';
import { IsId, IsText, IsTime, Nullable } from '../../rules.js';

/** A security-relevant action or attempt. */
export class AuditEntry {
  @IsId()
  id!: string;

  @IsTime()
  at!: string;

  /** Such as "login" or "grant_role". */
  @IsString()
  action!: string;

  @IsIn(['success', 'failure'])
  outcome!: 'success' | 'failure';

  @IsString()
  actorRole!: string;

  /** Account id of the actor. */
  @Nullable()
  @IsString()
  actorId!: string | null;

  /** The affected account. */
  @Nullable()
  @IsString()
  userId!: string | null;

  @Nullable()
  @IsString()
  ip!: string | null;

  @Nullable()
  @IsString()
  device!: string | null;

  @IsString()
  correlationId!: string;

  /** Further data; never a secret. */
  @IsObject()
  details!: Record<string, unknown>;
}

export class ListAuditRequest extends PageRequest {
  /** Entries in which this account is the actor or the affected account. */
  @IsOptional()
  @IsId()
  userId?: string;

  @IsOptional()
  @IsText(50)
  action?: string;

  /** Inclusive. */
  @IsOptional()
  @IsTime()
  from?: string;

  /** Exclusive. */
  @IsOptional()
  @IsTime()
  to?: string;
}

export class AuditPage extends Page {
  @ValidateNested({ each: true })
  @Type(() => AuditEntry)
  data!: AuditEntry[];
}

export const ListAudit = rpc('auth.list_audit', {
  description: 'The audit log, newest first.',
  request: ListAuditRequest,
  reply: AuditPage,
  readOnly: true,
  access: 'staff',
  callers: ['client-gateway'],
});
