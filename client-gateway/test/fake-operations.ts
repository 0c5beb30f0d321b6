import { Controller, type DynamicModule, Module, type Type } from '@nestjs/common';
import {
  DeadLetterRequest,
  type DeadLetterPage,
  type DeadLetterSummary,
  type DeadLetterView,
  DiscardDeadLetter,
  DiscardDeadLetterRequest,
  GetDeadLetter,
  ListDeadLetters,
  ListDeadLettersRequest,
  type Owner,
  ReplayEvents,
  ReplayEventsRequest,
  type ReplayProgress,
  RequeueDeadLetter,
} from '@orderwire/contracts';
import {
  RpcHandler,
  PlatformModule,
  type RunningService,
  type ServiceConfig,
  startService,
} from '@orderwire/platform';
import { Dial } from './fake-shop.js';

/** Stands in for what platform answers in the name of one service. */
export const openOperations = (config: ServiceConfig, dial: Dial, owner: Owner): Promise<RunningService> =>
  startService(`fake-${owner}`, FakeOperationsModule.with(config, dial, owner), config);

function fakeOf(owner: Owner): Type<unknown> {
  @Controller()
  class FakeOperations {
    constructor(private readonly dial: Dial) {}

    @RpcHandler(ListDeadLetters[owner]) list(request: ListDeadLettersRequest): Promise<DeadLetterPage> {
      return this.dial.answer(ListDeadLetters[owner], request);
    }
    @RpcHandler(GetDeadLetter[owner]) get(request: DeadLetterRequest): Promise<DeadLetterView> {
      return this.dial.answer(GetDeadLetter[owner], request);
    }
    @RpcHandler(RequeueDeadLetter[owner]) requeue(request: DeadLetterRequest): Promise<DeadLetterSummary> {
      return this.dial.answer(RequeueDeadLetter[owner], request);
    }
    @RpcHandler(DiscardDeadLetter[owner]) discard(
      request: DiscardDeadLetterRequest,
    ): Promise<DeadLetterSummary> {
      return this.dial.answer(DiscardDeadLetter[owner], request);
    }
    @RpcHandler(ReplayEvents[owner]) replay(request: ReplayEventsRequest): Promise<ReplayProgress> {
      return this.dial.answer(ReplayEvents[owner], request);
    }
  }
  return FakeOperations;
}

@Module({})
class FakeOperationsModule {
  static with(config: ServiceConfig, dial: Dial, owner: Owner): DynamicModule {
    return {
      module: FakeOperationsModule,
      imports: [PlatformModule.forGateway(`fake-${owner}`, config)],
      controllers: [fakeOf(owner)],
      providers: [{ provide: Dial, useValue: dial }],
    };
  }
}
