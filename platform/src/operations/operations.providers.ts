import type { Provider } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { Owner } from '@orderwire/contracts';
import { ReadFacts } from '../facts/read-facts.js';
import type { Messaging } from '../service/messaging.js';
import { ReadDeadLetters } from './read-dead-letters.js';
import { ResolveDeadLetters } from './resolve-dead-letters.js';

/** Providers of {@link operationsController}, besides EventReplay. `messaging` is an injection token. */
export const operationsProviders = (owner: Owner, messaging: typeof Messaging): Provider[] => [
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
    provide: ReadFacts,
    inject: [DiscoveryService, MetadataScanner],
    useFactory: (discovery: DiscoveryService, scanner: MetadataScanner) => new ReadFacts(discovery, scanner),
  },
];
