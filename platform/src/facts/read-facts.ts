import type { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { type FactPage, InvalidMessage, type ListFactsRequest, MAX_FACTS } from '@orderwire/contracts';
import { decoratedMethods } from '../service/decorated-methods.js';
import { type FactPosition, type FactQuery, FactsMetadata, type FoundFact } from './facts.js';

/** Half of what NATS accepts in one message. */
const MAX_BYTES = 512 * 1024;

const invalid = (path: string, message: string) => InvalidMessage({ errors: [{ path, message }] });

const plainText = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)_(.{1,200})$/;

const encode = ({ at, id }: FactPosition): string =>
  Buffer.from(`${at.toISOString()}_${id}`).toString('base64url');

function decode(cursor: string): FactPosition {
  const [, time = '', id = ''] = plainText.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  const at = new Date(time);
  if (Number.isNaN(at.getTime()) || encode({ at, id }) !== cursor)
    throw invalid('cursor', 'cursor must be the one of an earlier reply');
  return { at, id };
}

/** Handles `<owner>.list_facts` by the methods decorated with `@Facts`. */
export class ReadFacts {
  private readers: ReadonlyMap<string, (query: FactQuery) => Promise<FoundFact<object>[]>> | undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  /** Throws invalid_message for a subject without facts. */
  async execute({ subject, cursor, minAgeSeconds = 0, ids }: ListFactsRequest): Promise<FactPage> {
    this.readers ??= this.discover();
    const read = this.readers.get(subject);
    if (!read) throw invalid('subject', 'this service has no facts for the subject');
    const after = cursor === undefined ? {} : { after: decode(cursor) };
    const found = await read(ids ? { ids } : { ...after, minAgeSeconds, limit: MAX_FACTS });
    const kept = withinLimit(found);
    const last = kept.at(-1);
    return {
      facts: kept.map(({ id, at, event, correlationId = null }) => ({
        ...{ id, at: at.toISOString(), correlationId },
        event: event as Record<string, unknown>,
      })),
      cursor: last ? encode(last) : null,
      more: !ids && (found.length === MAX_FACTS || kept.length < found.length),
    };
  }

  private discover() {
    const methods = decoratedMethods(this.discovery, this.scanner, FactsMetadata);
    return new Map(
      [...methods].map(({ method, metadata: { subject } }) => [
        subject,
        method as (query: FactQuery) => Promise<FoundFact<object>[]>,
      ]),
    );
  }
}

/** The first facts that fit into one reply, at least one. */
function withinLimit(facts: readonly FoundFact<object>[]): readonly FoundFact<object>[] {
  let bytes = 0;
  const end = facts.findIndex(
    ({ event }, index) => (bytes += 200 + Buffer.byteLength(JSON.stringify(event))) > MAX_BYTES && index > 0,
  );
  return end < 0 ? facts : facts.slice(0, end);
}
