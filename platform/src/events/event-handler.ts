import { DiscoveryService } from '@nestjs/core';
import type { EventContract } from '@orderwire/contracts';
import type { Tx } from '../database/transaction.js';
import type { Delivery } from './delivery.js';

/** What a reaction is: which event, under which durable name, done by which method. */
export interface EventHandlerOptions<Payload extends object = object> {
  readonly contract: EventContract<Payload>;
  /** Never renamed: the durable consumer and the inbox marks carry it. */
  readonly name: string;
}

type Handler<Payload extends object> = (deliveries: Delivery<Payload>[], tx: Tx) => Promise<void>;

export const EventHandlerMetadata = DiscoveryService.createDecorator<EventHandlerOptions>();

/**
 * This method reacts to an event. It gets a batch of events it has never taken before and the transaction in which they
 * are marked as taken; what it writes there is committed with the marks, then the events are acknowledged. When it
 * throws, the whole batch is rolled back and each event is tried alone, so that one bad event stops no other.
 */
export function EventHandler<Payload extends object>(contract: EventContract<Payload>, name: string) {
  return <Method extends Handler<Payload>>(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    EventHandlerMetadata({ contract: contract as unknown as EventContract<object>, name })(
      target,
      key,
      descriptor,
    );
  };
}
