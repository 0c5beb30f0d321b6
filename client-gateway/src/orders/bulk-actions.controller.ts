import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type BulkActionDetails,
  type BulkActionPage,
  type BulkActionReply,
  type BulkActionView,
  GetBulkAction,
  GetBulkActionRequest,
  ListBulkActions,
  PageRequest,
  StartBulkAction,
  StartBulkActionRequest,
  StopBulkAction,
  StopBulkActionRequest,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import { ContractRequest, Route } from '../edge/route.js';

@ApiTags('Orders')
@Controller('orders/bulk-actions')
export class BulkActionsController {
  constructor(private readonly rpc: RpcClient) {}

  @Post()
  @Route(StartBulkAction, {
    summary: 'Start an action on all orders that match a filter, or count them',
    description:
      'First a dry run: `matching`, and how many are skipped and why. Then the same with `dryRun: false` and its `matching` as ' +
      '`expected`: 409 `orders.bulk_action_changed` when about another number of orders matches now. The orders are fixed at the start, ' +
      'at most 10,000; orders-ms handles them one by one, also after a restart. `cancel` skips orders that were paid or whose payment the ' +
      'bank processes; `refund` returns everything that is left, and skips disputed orders. `mark_delivered` is for SHIPPED orders.',
    status: 202,
  })
  start(@ContractRequest() request: StartBulkActionRequest): Promise<BulkActionReply> {
    return this.rpc.request(StartBulkAction, request);
  }

  @Get()
  @Route(ListBulkActions, { summary: 'List bulk actions and their progress, newest first' })
  list(@ContractRequest() request: PageRequest): Promise<BulkActionPage> {
    return this.rpc.request(ListBulkActions, request);
  }

  @Get(':bulkActionId')
  @Route(GetBulkAction, {
    summary: 'Get the progress of a bulk action, and the orders that it skipped or at which it failed',
    description:
      'Its id is the correlation id of all that it does: `GET /orders?correlationId=` lists the changed orders.',
  })
  get(@ContractRequest() request: GetBulkActionRequest): Promise<BulkActionDetails> {
    return this.rpc.request(GetBulkAction, request);
  }

  @Post(':bulkActionId/stop')
  @Route(StopBulkAction, {
    summary: 'Stop a bulk action',
    description: 'Orders that are being handled are finished; what is done stays.',
  })
  stop(@ContractRequest() request: StopBulkActionRequest): Promise<BulkActionView> {
    return this.rpc.request(StopBulkAction, request);
  }
}
