import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type DeadLetterSummary,
  type DeadLetterView,
  DiscardDeadLetter,
  GetDeadLetter,
  ListDeadLetters,
  ReplayEvents,
  RequeueDeadLetter,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import { DeadLetterService } from './dead-letter.service.js';
import {
  DeadLetterList,
  DeadLetterPath,
  DeadLetterQuery,
  DiscardDeadLetterInput,
  ReplayRequest,
  ReplayResponse,
} from './operations-messages.js';
import { ReplayService } from './replay.service.js';
import { ContractRequest, Route } from '../edge/route.js';

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
  @Route(ListDeadLetters, {
    request: DeadLetterQuery,
    response: DeadLetterList,
    summary: 'List dead letters, latest first',
    description:
      'Default: those of all services; a service that is down is named in `unavailable`. `resolved=true` lists requeued and discarded ones.',
  })
  list(@ContractRequest() request: DeadLetterQuery): Promise<DeadLetterList> {
    return this.deadLetters.list(request);
  }

  @Get('dead-letters/:service/:id')
  @Route(GetDeadLetter, {
    request: DeadLetterPath,
    summary: 'Get one dead letter with its payload',
  })
  get(@ContractRequest() { service, id }: DeadLetterPath): Promise<DeadLetterView> {
    return this.rpc.request(GetDeadLetter[service], { id });
  }

  @Post('dead-letters/:service/:id/requeue')
  @Route(RequeueDeadLetter, {
    request: DeadLetterPath,
    summary: 'Requeue a dead letter: its consumer handles it now',
    description: 'If it fails again nothing has changed, and `details.reason` has the error.',
  })
  requeue(@ContractRequest() { service, id }: DeadLetterPath): Promise<DeadLetterSummary> {
    return this.rpc.request(RequeueDeadLetter[service], { id });
  }

  @Post('dead-letters/:service/:id/discard')
  @Route(DiscardDeadLetter, {
    request: DiscardDeadLetterInput,
    summary: 'Discard a dead letter',
    description: 'Its consumer skips the event in replays too.',
  })
  discard(@ContractRequest() { service, ...request }: DiscardDeadLetterInput): Promise<DeadLetterSummary> {
    return this.rpc.request(DiscardDeadLetter[service], request);
  }

  @Post('replays')
  @Route(ReplayEvents, {
    request: ReplayRequest,
    response: ReplayResponse,
    summary: 'Replay events in their original order',
    description:
      'Selected by order, subject and time of publication, in any combination; `dryRun` only counts. Consumers skip events ' +
      'they have already consumed. A long replay has several parts: repeat the request per service with its `cursor` until ' +
      'that is null.',
  })
  replay(@ContractRequest() request: ReplayRequest): Promise<ReplayResponse> {
    return this.replays.replay(request);
  }
}
