import { Controller } from '@nestjs/common';
import {
  type BulkActionDetails,
  type BulkActionPage,
  type BulkActionReply,
  type BulkActionView,
  GetBulkAction,
  type GetBulkActionRequest,
  ListBulkActions,
  type PageRequest,
  StartBulkAction,
  type StartBulkActionRequest,
  StopBulkAction,
  type StopBulkActionRequest,
} from '@orderwire/contracts';
import { RpcHandler } from '@orderwire/platform';
import { GetBulkActionUseCase } from './get-bulk-action.use-case.js';
import { ListBulkActionsUseCase } from './list-bulk-actions.use-case.js';
import { RunBulkActionsUseCase } from './run-bulk-actions.use-case.js';
import { StartBulkActionUseCase } from './start-bulk-action.use-case.js';
import { StopBulkActionUseCase } from './stop-bulk-action.use-case.js';

/** Requests about bulk actions. */
@Controller()
export class BulkActionsController {
  constructor(
    private readonly startBulkAction: StartBulkActionUseCase,
    private readonly getBulkAction: GetBulkActionUseCase,
    private readonly listBulkActions: ListBulkActionsUseCase,
    private readonly stopBulkAction: StopBulkActionUseCase,
    private readonly runBulkActions: RunBulkActionsUseCase,
  ) {}

  @RpcHandler(StartBulkAction)
  async start(request: StartBulkActionRequest): Promise<BulkActionReply> {
    const reply = await this.startBulkAction.execute(request);
    if (reply.bulkAction) this.runBulkActions.wake();
    return reply;
  }

  @RpcHandler(GetBulkAction)
  get(request: GetBulkActionRequest): Promise<BulkActionDetails> {
    return this.getBulkAction.execute(request);
  }

  @RpcHandler(ListBulkActions)
  list(request: PageRequest): Promise<BulkActionPage> {
    return this.listBulkActions.execute(request);
  }

  @RpcHandler(StopBulkAction)
  stop(request: StopBulkActionRequest): Promise<BulkActionView> {
    return this.stopBulkAction.execute(request);
  }
}
