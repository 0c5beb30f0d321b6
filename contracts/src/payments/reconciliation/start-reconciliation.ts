import { IsIn, IsOptional } from 'class-validator';
import { rpc } from '../../contract.js';
import { IsTime } from '../../rules.js';
import { ReconciliationRunning } from '../faults.js';

/** `recent`: all time since the last complete run. `long`: the last days, 30 by default. */
export const reconciliationNames = ['recent', 'long'] as const;

export type ReconciliationName = (typeof reconciliationNames)[number];

export class StartReconciliationRequest {
  /** Default: recent. */
  @IsOptional()
  @IsIn(reconciliationNames)
  name?: ReconciliationName;
}

export class ReconciliationStarted {
  @IsIn(reconciliationNames)
  name!: ReconciliationName;

  @IsTime()
  requestedAt!: string;
}

export const StartReconciliation = rpc('payments.start_reconciliation', {
  description:
    'Requests one run of a reconciliation with Stripe. A replica starts it within seconds; `payments.get_reconciliation` has its result.',
  request: StartReconciliationRequest,
  reply: ReconciliationStarted,
  access: 'staff',
  callers: ['client-gateway'],
  audited: ['name'],
  faults: [ReconciliationRunning],
  example: { name: 'recent' },
});
