import { Controller, type Type } from '@nestjs/common';
import {
  type ConsumerList,
  type ConsumerView,
  type DeadLetterGroupPage,
  type DeadLetterGroupProgress,
  DeadLetterGroupRequest,
  type DeadLetterPage,
  DeadLetterRequest,
  type DeadLetterSummary,
  type DeadLetterView,
  DiscardDeadLetter,
  DiscardDeadLetterGroup,
  DiscardDeadLetterGroupRequest,
  DiscardDeadLetterRequest,
  type FactPage,
  GetDeadLetter,
  GetOutbox,
  ListConsumers,
  ListDeadLetterGroups,
  ListDeadLetterGroupsRequest,
  ListDeadLetters,
  ListDeadLettersRequest,
  ListFacts,
  ListFactsRequest,
  type OutboxView,
  type Owner,
  owners,
  PauseConsumer,
  PauseConsumerRequest,
  ReplayEvents,
  ReplayEventsRequest,
  type ReplayProgress,
  RequeueDeadLetter,
  RequeueDeadLetterGroup,
  RequeueDeadLetterRequest,
  ResumeConsumer,
  ResumeConsumerRequest,
} from '@orderwire/contracts';
import { ReadFacts } from '../facts/read-facts.js';
import { RpcHandler } from '../rpc/rpc-server.js';
import { ConsumerOperations } from './consumer-operations.js';
import { EventReplay } from './event-replay.js';
import { ReadDeadLetters } from './dead-letters/read-dead-letters.js';
import { ReadOutbox } from './read-outbox.js';
import { ResolveDeadLetterGroups } from './dead-letters/resolve-dead-letter-groups.js';
import { ResolveDeadLetters } from './dead-letters/resolve-dead-letters.js';

/** `orders` of `orders-ms`; undefined for a service without operations contracts. */
export const ownerOf = (service: string): Owner | undefined =>
  owners.find((owner) => service === `${owner}-ms`);

/** Handles the operations contracts (dead letters, consumers, outbox, replay, facts) of one owner. */
export function operationsController(owner: Owner): Type<unknown> {
  @Controller()
  class OperationsController {
    constructor(
      private readonly letters: ReadDeadLetters,
      private readonly resolve: ResolveDeadLetters,
      private readonly groups: ResolveDeadLetterGroups,
      private readonly consumers: ConsumerOperations,
      private readonly outbox: ReadOutbox,
      private readonly events: EventReplay,
      private readonly facts: ReadFacts,
    ) {}

    @RpcHandler(ListDeadLetters[owner]) list(request: ListDeadLettersRequest): Promise<DeadLetterPage> {
      return this.letters.list(request);
    }

    @RpcHandler(GetDeadLetter[owner]) get({ id }: DeadLetterRequest): Promise<DeadLetterView> {
      return this.letters.get(id);
    }

    @RpcHandler(ListDeadLetterGroups[owner]) listGroups(
      request: ListDeadLetterGroupsRequest,
    ): Promise<DeadLetterGroupPage> {
      return this.letters.groups(request);
    }

    @RpcHandler(RequeueDeadLetter[owner]) requeue(
      request: RequeueDeadLetterRequest,
    ): Promise<DeadLetterSummary> {
      return this.resolve.requeue(request.id, request.payload);
    }

    @RpcHandler(DiscardDeadLetter[owner]) discard(
      request: DiscardDeadLetterRequest,
    ): Promise<DeadLetterSummary> {
      return this.resolve.discard(request.id, request.reason);
    }

    @RpcHandler(RequeueDeadLetterGroup[owner]) requeueGroup(
      request: DeadLetterGroupRequest,
    ): Promise<DeadLetterGroupProgress> {
      return this.groups.requeue(request);
    }

    @RpcHandler(DiscardDeadLetterGroup[owner]) discardGroup(
      request: DiscardDeadLetterGroupRequest,
    ): Promise<DeadLetterGroupProgress> {
      return this.groups.discard(request);
    }

    @RpcHandler(ListConsumers[owner]) listConsumers(): Promise<ConsumerList> {
      return this.consumers.list();
    }

    @RpcHandler(PauseConsumer[owner]) pause(request: PauseConsumerRequest): Promise<ConsumerView> {
      return this.consumers.pause(request);
    }

    @RpcHandler(ResumeConsumer[owner]) resume({ consumer }: ResumeConsumerRequest): Promise<ConsumerView> {
      return this.consumers.resume(consumer);
    }

    @RpcHandler(GetOutbox[owner]) getOutbox(): Promise<OutboxView> {
      return this.outbox.execute();
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
