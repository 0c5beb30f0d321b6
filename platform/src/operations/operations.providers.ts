import type { Provider } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { Owner } from '@orderwire/contracts';
import { ReadFacts } from '../facts/read-facts.js';
import type { Logger } from '../log/logger.js';
import type { NatsLink } from '../nats/nats-connection.js';
import type { Messaging } from '../service/messaging.js';
import { ConsumerOperations } from './consumer-operations.js';
import { ReadDeadLetters } from './dead-letters/read-dead-letters.js';
import { ReadOutbox } from './read-outbox.js';
import { ResolveDeadLetterGroups } from './dead-letters/resolve-dead-letter-groups.js';
import { ResolveDeadLetters } from './dead-letters/resolve-dead-letters.js';

/** Injection tokens of the platform. */
interface Tokens {
  readonly messaging: typeof Messaging;
  readonly nats: symbol;
  readonly logger: symbol;
}

/** Providers of {@link operationsController}, besides EventReplay. */
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
    provide: ResolveDeadLetterGroups,
    inject: [messaging, ResolveDeadLetters],
    useFactory: ({ database }: Messaging, letters: ResolveDeadLetters) =>
      new ResolveDeadLetterGroups(owner, database, letters),
  },
  {
    provide: ConsumerOperations,
    inject: [messaging, nats, logger],
    useFactory: ({ consumers }: Messaging, link: NatsLink, log: Logger) =>
      new ConsumerOperations(owner, link, consumers, log),
  },
  {
    provide: ReadOutbox,
    inject: [messaging],
    useFactory: ({ database }: Messaging) => new ReadOutbox(owner, database),
  },
  {
    provide: ReadFacts,
    inject: [DiscoveryService, MetadataScanner],
    useFactory: (discovery: DiscoveryService, scanner: MetadataScanner) => new ReadFacts(discovery, scanner),
  },
];
