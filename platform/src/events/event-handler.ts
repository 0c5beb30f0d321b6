import { DiscoveryService } from '@nestjs/core';
import type { EventContract } from '@orderwire/contracts';
import type { Tx } from '../database/transaction.js';
import type { Delivery } from './delivery.js';

/** Which event a method handles, and the name of its consumer. */
export interface EventHandlerOptions<Payload extends object = object> {
  readonly contract: EventContract<Payload>;
  /** Part of the durable consumer's name and of the inbox rows: never rename it. */
  readonly name: string;
}

type Handler<Payload extends object> = (deliveries: Delivery<Payload>[], tx: Tx) => Promise<void>;

const declared: EventHandlerOptions[] = [];

/** The event handlers of all loaded modules, in the order of their declaration. */
export const declaredEventHandlers = (): readonly EventHandlerOptions[] => declared;

/** The durable consumer of a handler: `<service>_<handler>`. */
export const durableNameOf = (service: string, handler: string): string =>
  `${service.replaceAll('-', '_')}_${handler}`;

export const EventHandlerMetadata = DiscoveryService.createDecorator<EventHandlerOptions>();

/**
 * This method handles an event. It receives a batch of events that are new to this consumer, and
 * the transaction in which they are recorded in the inbox: its writes are committed with those
 * records, then the events are acknowledged. When it throws, the whole batch is rolled back and
 * each event is handled alone, so that a failing event does not block the others.
 */
export function EventHandler<Payload extends object>(contract: EventContract<Payload>, name: string) {
  return <Method extends Handler<Payload>>(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    const options = { contract: contract as unknown as EventContract<object>, name };
    declared.push(options);
    EventHandlerMetadata(options)(target, key, descriptor);
  };
}
