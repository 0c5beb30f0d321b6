import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type DifferencePage,
  EmptyRequest,
  GetReconciliation,
  ListDifferences,
  ListDifferencesRequest,
  type ReconciliationStarted,
  type ReconciliationView,
  StartReconciliation,
  StartReconciliationRequest,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import { ContractRequest, Route } from '../edge/route.js';

/** Reconciliation with Stripe. */
@ApiTags('Operations')
@Controller('operations/reconciliation')
export class ReconciliationController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Route(GetReconciliation, {
    summary: 'Get the state of reconciliation with Stripe, its open differences by kind and its last runs',
  })
  get(@ContractRequest() request: EmptyRequest): Promise<ReconciliationView> {
    return this.rpc.request(GetReconciliation, request);
  }

  @Get('differences')
  @Route(ListDifferences, {
    summary: 'List differences with Stripe, newest first',
    description: 'Default: open ones. Resolved ones are kept for 30 days.',
  })
  differences(@ContractRequest() request: ListDifferencesRequest): Promise<DifferencePage> {
    return this.rpc.request(ListDifferences, request);
  }

  @Post('run')
  @Route(StartReconciliation, {
    summary: 'Request a run of reconciliation',
    description:
      '`recent` compares all time since the last complete run, `long` the last days. A run takes seconds to minutes; ' +
      'it is in `runs` when it has ended.',
    status: 202,
  })
  run(@ContractRequest() request: StartReconciliationRequest): Promise<ReconciliationStarted> {
    return this.rpc.request(StartReconciliation, request);
  }
}
