import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsString, ValidateNested } from 'class-validator';
import { rpc } from '../../contract.js';
import { EmptyRequest } from '../../empty-request.js';
import { IsCurrencyCode, IsId, IsTime, Nullable } from '../../rules.js';
import { reconciliationNames, type ReconciliationName } from './start-reconciliation.js';

/** How many objects there are of one type or kind. */
export class ReconciliationCount {
  /** A type of record (`charges`, `refunds`, …), or a kind of difference. */
  @IsString()
  of!: string;

  @IsInt()
  count!: number;
}

/** Stripe's balance transactions less the ledger, in one currency. */
export class LedgerDifference {
  @IsCurrencyCode()
  currency!: string;

  /** Minor units. */
  @IsInt()
  amount!: number;
}

export const runOutcomes = ['completed', 'failed'] as const;

/** A run that has ended. */
export class ReconciliationRunRecord {
  @IsId()
  id!: string;

  @IsIn(reconciliationNames)
  name!: ReconciliationName;

  /** The account that requested it; null for a scheduled run. */
  @Nullable()
  @IsString()
  requestedBy!: string | null;

  @IsIn(runOutcomes)
  outcome!: (typeof runOutcomes)[number];

  /** Why it failed. The next run starts from the same time. */
  @Nullable()
  @IsString()
  error!: string | null;

  @IsTime()
  startedAt!: string;

  @IsTime()
  endedAt!: string;

  /** The time that was compared: from (inclusive) to (exclusive). */
  @IsTime()
  from!: string;

  @IsTime()
  to!: string;

  /** Records by type. Empty for a run that failed, as are the other counts. */
  @ValidateNested({ each: true })
  @Type(() => ReconciliationCount)
  compared!: ReconciliationCount[];

  /** Differences by kind. */
  @ValidateNested({ each: true })
  @Type(() => ReconciliationCount)
  resolved!: ReconciliationCount[];

  @ValidateNested({ each: true })
  @Type(() => ReconciliationCount)
  unresolved!: ReconciliationCount[];

  @ValidateNested({ each: true })
  @Type(() => LedgerDifference)
  ledgerDifferences!: LedgerDifference[];
}

/** Where one of the reconciliations stands. */
export class ReconciliationStanding {
  @IsIn(reconciliationNames)
  name!: ReconciliationName;

  @IsBoolean()
  running!: boolean;

  /** When staff requested a run that has not ended yet. */
  @Nullable()
  @IsTime()
  requestedAt!: string | null;

  /** All records before it were compared. */
  @Nullable()
  @IsTime()
  comparedUntil!: string | null;

  /** When its last complete run ended. */
  @Nullable()
  @IsTime()
  ranAt!: string | null;
}

export class ReconciliationView {
  @ValidateNested({ each: true })
  @Type(() => ReconciliationStanding)
  reconciliations!: ReconciliationStanding[];

  /** Open differences by kind, each counted up to 1,000. */
  @ValidateNested({ each: true })
  @Type(() => ReconciliationCount)
  open!: ReconciliationCount[];

  /** The last 20 runs, newest first. */
  @ValidateNested({ each: true })
  @Type(() => ReconciliationRunRecord)
  runs!: ReconciliationRunRecord[];
}

export const GetReconciliation = rpc('payments.get_reconciliation', {
  description: 'The state of reconciliation with Stripe, its open differences by kind, and its last runs.',
  request: EmptyRequest,
  reply: ReconciliationView,
  readOnly: true,
  access: 'staff',
  callers: ['client-gateway'],
});
