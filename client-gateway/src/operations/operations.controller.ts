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
import { DeadLetterPath, DeadLetters, DeadLettersQuery } from './dead-letter-answers.js';
import { DeadLetterOffice } from './dead-letter-office.js';
import { ReplayRequest, Replays } from './replay-answers.js';
import { ReplayOffice } from './replay-office.js';
import { ServesOperation } from './serves-operation.js';

/** What an operator does with events that did not arrive. */
@ApiTags('Operations')
@Controller('operations')
export class OperationsController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly letters: DeadLetterOffice,
    private readonly replays: ReplayOffice,
  ) {}

  @Get('dead-letters')
  @ServesOperation('operations.list_dead_letters', DeadLetters, {
    summary: 'List events that consumers gave up on, the latest first',
    description:
      'Of one service, or of all; a service that is down is named in `unavailable`. Only those that wait for somebody, unless `resolved=true`.',
  })
  list(@Query() query: DeadLettersQuery): Promise<DeadLetters> {
    return this.letters.list(query);
  }

  @Get('dead-letters/:service/:id')
  @ServesOperation('operations.get_dead_letter', DeadLetterView, {
    summary: 'Look at one dead letter and what it says',
    faults: [DeadLetterNotFound],
  })
  get(@Param() { service, id }: DeadLetterPath): Promise<DeadLetterView> {
    return this.rpc.ask(GetDeadLetter[service], { id });
  }

  @Post('dead-letters/:service/:id/requeue')
  @ServesOperation('operations.requeue_dead_letter', DeadLetterSummary, {
    summary: 'Give the event to its consumer again, now',
    description: 'When it fails again nothing was changed, and `details.reason` says why.',
    faults: [DeadLetterNotFound, DeadLetterResolved, DeadLetterConsumed, ConsumerUnknown, RequeueFailed],
  })
  requeue(@Param() { service, id }: DeadLetterPath): Promise<DeadLetterSummary> {
    return this.rpc.ask(RequeueDeadLetter[service], { id });
  }

  @Post('dead-letters/:service/:id/discard')
  @ServesOperation('operations.discard_dead_letter', DeadLetterSummary, {
    summary: 'Give the event up for good',
    description: 'Its consumer will not take it from a replay either.',
    faults: [DeadLetterNotFound, DeadLetterResolved],
  })
  discard(
    @Param() { service, id }: DeadLetterPath,
    @Body() { reason }: Discarding,
  ): Promise<DeadLetterSummary> {
    return this.rpc.ask(DiscardDeadLetter[service], { id, reason });
  }

  @Post('replays')
  @ServesOperation('operations.replay', Replays, {
    summary: 'Publish events again, in the order in which they were',
    description:
      'By order, subject, time of publication, or any mix; `dryRun` only counts. Harmless to consumers that took them already. ' +
      'Long work comes in parts: ask again per service with its `cursor` until that is null.',
  })
  replay(@Body() body: ReplayRequest): Promise<Replays> {
    return this.replays.replay(body);
  }
}
