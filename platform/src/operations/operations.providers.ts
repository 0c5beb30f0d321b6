import type { Provider } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { Owner } from '@orderwire/contracts';
import { ReadFacts } from '../facts/read-facts.js';
import type { Logger } from '../log/logger.js';
import type { NatsLink } from '../nats/nats-connection.js';
import type { Messaging } from '../service/messaging.js';
import { ReadDeadLetters } from './read-dead-letters.js';
import { EventReplay } from './event-replay.js';
import { ResolveDeadLetters } from './resolve-dead-letters.js';

/** Injection tokens of the module's own providers. */
interface Tokens {
  messaging: typeof Messaging;
  nats: symbol;
  logger: symbol;
}

/** Providers of {@link operationsController}. */
export const operationsProviders = (owner: Owner, { messaging, nats, logger }: Tokens): Provider[] => [
  {
    provide: ReadDeadLetters,
    inject: [messaging],
    useFactory: ({ database }: Messaging) => new ReadDeadLetters(owner, database),
  },
  {
    provide: ResolveDeadLetters,
    inject: [messaging],
    useFactory: ({ database, consumers }: Messaging) => new ResolveDeadLetters(owner, database, consumers),
  },
  {
    provide: EventReplay,
    inject: [messaging, nats, logger],
    useFactory: ({ database, ensureStream }: Messaging, { connection }: NatsLink, log: Logger) =>
      new EventReplay(owner, database, connection, ensureStream, log),
  },
  {
    provide: ReadFacts,
    inject: [DiscoveryService, MetadataScanner],
    useFactory: (discovery: DiscoveryService, scanner: MetadataScanner) => new ReadFacts(discovery, scanner),
  },
];
