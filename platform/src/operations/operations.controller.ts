import { Controller, type Type } from '@nestjs/common';
import {
  type DeadLetterPage,
  DeadLetterRequest,
  type DeadLetterSummary,
  type DeadLetterView,
  DiscardDeadLetter,
  DiscardDeadLetterRequest,
  type FactPage,
  GetDeadLetter,
  ListDeadLetters,
  ListDeadLettersRequest,
  ListFacts,
  ListFactsRequest,
  type Owner,
  owners,
  ReplayEvents,
  ReplayEventsRequest,
  type ReplayProgress,
  RequeueDeadLetter,
} from '@orderwire/contracts';
import { ReadFacts } from '../facts/read-facts.js';
import { RpcHandler } from '../rpc/rpc-server.js';
import { ReadDeadLetters } from './read-dead-letters.js';
import { EventReplay } from './event-replay.js';
import { ResolveDeadLetters } from './resolve-dead-letters.js';

/** `orders` of `orders-ms`; undefined for a service without operations contracts. */
export const ownerOf = (service: string): Owner | undefined =>
  owners.find((owner) => service === `${owner}-ms`);

/** Handles the operations contracts (dead letters, replay, facts) of one owner. */
export function operationsController(owner: Owner): Type<unknown> {
  @Controller()
  class OperationsController {
    constructor(
      private readonly letters: ReadDeadLetters,
      private readonly resolve: ResolveDeadLetters,
      private readonly events: EventReplay,
      private readonly facts: ReadFacts,
    ) {}

    @RpcHandler(ListDeadLetters[owner]) list(request: ListDeadLettersRequest): Promise<DeadLetterPage> {
      return this.letters.list(request);
    }

    @RpcHandler(GetDeadLetter[owner]) get({ id }: DeadLetterRequest): Promise<DeadLetterView> {
      return this.letters.get(id);
    }

    @RpcHandler(RequeueDeadLetter[owner]) requeue({ id }: DeadLetterRequest): Promise<DeadLetterSummary> {
      return this.resolve.requeue(id);
    }

    @RpcHandler(DiscardDeadLetter[owner]) discard(
      request: DiscardDeadLetterRequest,
    ): Promise<DeadLetterSummary> {
      return this.resolve.discard(request.id, request.reason);
    }

    @RpcHandler(ReplayEvents[owner]) async replay(request: ReplayEventsRequest): Promise<ReplayProgress> {
      return { service: owner, ...(await this.events.execute(request)) };
    }

    @RpcHandler(ListFacts[owner]) listFacts(request: ListFactsRequest): Promise<FactPage> {
      return this.facts.execute(request);
    }
  }
  return OperationsController;
}
