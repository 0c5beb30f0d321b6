import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  ConsumerUnknown,
  DeadLetterNotFound,
  DeadLetterResolved,
  DeadLetterSummary,
  DeadLetterConsumed,
  DeadLetterView,
  DiscardDeadLetter,
  Discarding,
  GetDeadLetter,
  RequeueDeadLetter,
  RequeueFailed,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import { DeadLetterService } from './dead-letter.service.js';
import {
  DeadLetterList,
  DeadLetterPath,
  DeadLetterQuery,
  ReplayRequest,
  ReplayResponse,
} from './operations-messages.js';
import { ReplayService } from './replay.service.js';
import { ServesOperation } from '../openapi/serves-operation.js';

/** Dead letters and replays. */
@ApiTags('Operations')
@Controller('operations')
export class OperationsController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly deadLetters: DeadLetterService,
    private readonly replays: ReplayService,
  ) {}

  @Get('dead-letters')
  @ServesOperation('operations.list_dead_letters', DeadLetterList, {
    summary: 'List dead letters, latest first',
    description:
      'Default: those of all services; a service that is down is named in `unavailable`. `resolved=true` lists requeued and discarded ones.',
  })
  list(@Query() query: DeadLetterQuery): Promise<DeadLetterList> {
    return this.deadLetters.list(query);
  }

  @Get('dead-letters/:service/:id')
  @ServesOperation('operations.get_dead_letter', DeadLetterView, {
    summary: 'Get one dead letter with its payload',
    faults: [DeadLetterNotFound],
  })
  get(@Param() { service, id }: DeadLetterPath): Promise<DeadLetterView> {
    return this.rpc.ask(GetDeadLetter[service], { id });
  }

  @Post('dead-letters/:service/:id/requeue')
  @ServesOperation('operations.requeue_dead_letter', DeadLetterSummary, {
    summary: 'Requeue a dead letter: its consumer handles it now',
    description: 'If it fails again nothing has changed, and `details.reason` has the error.',
    faults: [DeadLetterNotFound, DeadLetterResolved, DeadLetterConsumed, ConsumerUnknown, RequeueFailed],
  })
  requeue(@Param() { service, id }: DeadLetterPath): Promise<DeadLetterSummary> {
    return this.rpc.ask(RequeueDeadLetter[service], { id });
  }

  @Post('dead-letters/:service/:id/discard')
  @ServesOperation('operations.discard_dead_letter', DeadLetterSummary, {
    summary: 'Discard a dead letter',
    description: 'Its consumer skips the event in replays too.',
    faults: [DeadLetterNotFound, DeadLetterResolved],
  })
  discard(
    @Param() { service, id }: DeadLetterPath,
    @Body() { reason }: Discarding,
  ): Promise<DeadLetterSummary> {
    return this.rpc.ask(DiscardDeadLetter[service], { id, reason });
  }

  @Post('replays')
  @ServesOperation('operations.replay', ReplayResponse, {
    summary: 'Replay events in their original order',
    description:
      'Selected by order, subject and time of publication, in any combination; `dryRun` only counts. Consumers skip events ' +
      'they have already consumed. A long replay has several parts: repeat the request per service with its `cursor` until ' +
      'that is null.',
  })
  replay(@Body() body: ReplayRequest): Promise<ReplayResponse> {
    return this.replays.replay(body);
  }
}
