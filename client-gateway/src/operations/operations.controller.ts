import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type DeadLetterGroupProgress,
  type DeadLetterSummary,
  type DeadLetterView,
  DiscardDeadLetter,
  DiscardDeadLetterGroup,
  GetDeadLetter,
  ListDeadLetterGroups,
  ListDeadLetters,
  ReplayEvents,
  RequeueDeadLetter,
  RequeueDeadLetterGroup,
} from '@orderwire/contracts';
import { RpcClient } from '@orderwire/platform';
import { DeadLetterService } from './dead-letter.service.js';
import {
  DeadLetterGroupInput,
  DeadLetterGroupList,
  DeadLetterGroupQuery,
  DeadLetterList,
  DeadLetterPath,
  DeadLetterQuery,
  DiscardDeadLetterGroupInput,
  DiscardDeadLetterInput,
  ReplayRequest,
  ReplayResponse,
  RequeueDeadLetterInput,
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
      'Default: those of all services; a service that is down is named in `unavailable`. `state` selects open (default), requeued, discarded or all resolved ones.',
  })
  list(@ContractRequest() request: DeadLetterQuery): Promise<DeadLetterList> {
    return this.deadLetters.list(request);
  }

  @Get('dead-letters/groups')
  @Route(ListDeadLetterGroups, {
    request: DeadLetterGroupQuery,
    response: DeadLetterGroupList,
    summary: 'List open dead letters by consumer and error, latest first',
    description:
      'Ids and numbers in an error do not count. A group that grows while pages are read may be on two of them. ' +
      'A service that is down is named in `unavailable`.',
  })
  listGroups(@ContractRequest() request: DeadLetterGroupQuery): Promise<DeadLetterGroupList> {
    return this.deadLetters.listGroups(request);
  }

  @Post('dead-letters/:service/groups/requeue')
  @Route(RequeueDeadLetterGroup, {
    request: DeadLetterGroupInput,
    summary: 'Requeue the dead letters of a group, oldest first',
    description:
      '`lastAt` and `count` are those of the listed group: newer dead letters stay, and another number is 409. One that ' +
      'fails again stays open. A large group has several parts: repeat the request with the `cursor` until that is null.',
  })
  requeueGroup(
    @ContractRequest() { service, ...request }: DeadLetterGroupInput,
  ): Promise<DeadLetterGroupProgress> {
    return this.rpc.request(RequeueDeadLetterGroup[service], request);
  }

  @Post('dead-letters/:service/groups/discard')
  @Route(DiscardDeadLetterGroup, {
    request: DiscardDeadLetterGroupInput,
    summary: 'Discard the dead letters of a group',
    description: 'As for requeuing a group. Their consumer skips the events in replays too.',
  })
  discardGroup(
    @ContractRequest() { service, ...request }: DiscardDeadLetterGroupInput,
  ): Promise<DeadLetterGroupProgress> {
    return this.rpc.request(DiscardDeadLetterGroup[service], request);
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
    request: RequeueDeadLetterInput,
    summary: 'Requeue a dead letter: its consumer handles it now',
    description:
      "With `payload`, which only admins may give, the consumer receives it instead of the event's own; it must keep the rules of the event's contract. " +
      'A token that is shown as `[hidden]` keeps its value. If it fails again the dead letter stays open, `details.reason` ' +
      'has the error, and the edited payload is stored beside the original.',
  })
  requeue(@ContractRequest() { service, ...request }: RequeueDeadLetterInput): Promise<DeadLetterSummary> {
    return this.rpc.request(RequeueDeadLetter[service], request);
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
