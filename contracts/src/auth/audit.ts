import { Type } from 'class-transformer';
import { IsIn, IsObject, IsOptional, IsString, ValidateNested } from 'class-validator';
import { rpc } from '../contract.js';
import { PageMeta, PageRequest } from '../page.js';
import { IsId, IsText, IsTime, Nullable } from '../rules.js';

/** One security-relevant thing that was done or tried: who, what, when, from where, with which outcome. */
export class AuditEntry {
  @IsId()
  id!: string;

  @IsTime()
  at!: string;

  /** Like "login" or "grant_role". */
  @IsString()
  action!: string;

  @IsIn(['success', 'failure'])
  outcome!: 'success' | 'failure';

  @IsString()
  actorRole!: string;

  /** Account id of who did it. */
  @Nullable()
  @IsString()
  actorId!: string | null;

  /** Account it was done to. */
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

  /** What else there is to know; never a secret. */
  @IsObject()
  details!: Record<string, unknown>;
}

export class ListAuditRequest extends PageRequest {
  /** Done by this account or to it. */
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

export class AuditPage {
  @ValidateNested({ each: true })
  @Type(() => AuditEntry)
  data!: AuditEntry[];

  @ValidateNested()
  @Type(() => PageMeta)
  meta!: PageMeta;
}

export const ListAudit = rpc('auth.list_audit', {
  description: 'The audit log, newest first.',
  request: ListAuditRequest,
  reply: AuditPage,
  access: 'staff',
});
