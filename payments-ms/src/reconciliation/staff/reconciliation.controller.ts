import { Controller } from '@nestjs/common';
import {
  type DifferencePage,
  GetReconciliation,
  ListDifferences,
  type ListDifferencesRequest,
  type ReconciliationStarted,
  type ReconciliationView,
  StartReconciliation,
  type StartReconciliationRequest,
} from '@orderwire/contracts';
import { RpcHandler } from '@orderwire/platform';
import { GetReconciliationUseCase } from './get-reconciliation.use-case.js';
import { ListDifferencesUseCase } from './list-differences.use-case.js';
import { StartReconciliationUseCase } from './start-reconciliation.use-case.js';

/** Requests of staff about reconciliation with Stripe. */
@Controller()
export class ReconciliationController {
  constructor(
    private readonly getReconciliation: GetReconciliationUseCase,
    private readonly listDifferences: ListDifferencesUseCase,
    private readonly startReconciliation: StartReconciliationUseCase,
  ) {}

  @RpcHandler(GetReconciliation)
  get(): Promise<ReconciliationView> {
    return this.getReconciliation.execute();
  }

  @RpcHandler(ListDifferences)
  list(request: ListDifferencesRequest): Promise<DifferencePage> {
    return this.listDifferences.execute(request);
  }

  @RpcHandler(StartReconciliation)
  start(request: StartReconciliationRequest): Promise<ReconciliationStarted> {
    return this.startReconciliation.execute(request);
  }
}
