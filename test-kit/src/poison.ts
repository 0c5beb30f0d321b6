import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type JetStreamClient, jetstream } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import { type EventContract, Headers } from '@orderwire/contracts';
import { Messaging, type RunningService, statement } from '@orderwire/platform';
import { missingFields } from './missing-fields.js';
import { WAIT_LIMIT_MS } from './timeouts.js';

/** A valid event of one subject. */
export interface Sample {
  readonly contract: EventContract<object>;
  readonly payload: object;
}

/** Checks a payload against its contract at compile time. */
export const sample = <Payload extends object>(
  contract: EventContract<Payload>,
  payload: Payload,
): Sample => ({ contract: contract as unknown as EventContract<object>, payload });

/** An unreadable event, and a word that the reason of its dead letter contains. */
interface PoisonMessage {
  readonly id: string;
  readonly kind: string;
  readonly body: string;
  readonly version?: string;
  readonly reason: string;
}

interface DeadLetterRow {
  event_id: string;
  payload: string;
  reason: string;
  attempts: number;
}

const selectDeadLetters = statement<DeadLetterRow, { consumer: string; eventIds: string[] }>(
  'testing.dead_letters',
  `SELECT event_id, payload, reason, attempts FROM messaging.dead_letters
   WHERE consumer = :consumer AND event_id = ANY (:eventIds::text[])`,
);
const selectInbox = statement<{ event_id: string }, { consumer: string; eventId: string }>(
  'testing.inbox',
  'SELECT event_id FROM messaging.inbox WHERE consumer = :consumer AND event_id = :eventId',
);

/**
 * Publishes unreadable events on every subject that a service consumes (bad JSON, an unknown
 * version, each required field missing), and a valid one behind them. Resolves with the sorted
 * durable names of all consumers when each has stored one dead letter per unreadable event at the
 * first attempt, with its reason, and has consumed the valid event. Throws with all deviations
 * after `withinMs`, and at once when a subject has no sample.
 */
export async function deadLetterPoisonMessages(
  service: Pick<RunningService, 'app'>,
  nats: NatsConnection,
  samples: readonly Sample[],
  withinMs = WAIT_LIMIT_MS,
): Promise<string[]> {
  const { consumers, database } = service.app.get<Messaging>(Messaging, { strict: false });
  const handlers = consumers.handlers();
  const published = new Map<string, { validId: string; poison: PoisonMessage[] }>();
  for (const { subject } of new Set([...handlers.values()].map(({ options }) => options.contract))) {
    const found = samples.find(({ contract }) => contract.subject === subject);
    if (!found) throw new Error(`the service consumes ${subject}: pass a sample of it`);
    published.set(subject, await publishPoison(jetstream(nats), found));
  }
  for (const end = Date.now() + withinMs; ; await sleep(20)) {
    const deviations: string[] = [];
    for (const [consumer, { options }] of handlers) {
      const { validId, poison } = published.get(options.contract.subject)!;
      const eventIds = poison.map(({ id }) => id);
      const letters = await database.run(selectDeadLetters, { consumer, eventIds });
      deviations.push(
        ...poison.flatMap((message) => deviationOf(message, letters)).map((text) => `${consumer}: ${text}`),
      );
      const consumed = await database.run(selectInbox, { consumer, eventId: validId });
      if (consumed.length === 0) deviations.push(`${consumer}: the valid event was not consumed`);
    }
    if (deviations.length === 0) return [...handlers.keys()].sort();
    if (Date.now() > end) throw new Error(deviations.join('\n'));
  }
}

/** Publishes one by one, so that the unreadable events come before the valid one in the stream. */
async function publishPoison(stream: JetStreamClient, { contract, payload }: Sample) {
  const valid = JSON.stringify(payload);
  const poison = [
    { kind: 'bad JSON', body: valid.slice(0, -1), reason: 'JSON' },
    { kind: 'an unknown version', body: valid, version: '999', reason: 'version "999"' },
    ...missingFields(contract, payload).map((field) => ({
      kind: `an event without ${field}`,
      body: JSON.stringify({ ...payload, [field]: undefined }),
      reason: field,
    })),
  ].map((message): PoisonMessage => ({ id: `poison-${randomUUID()}`, ...message }));
  const validId = randomUUID();
  for (const { id, body, version } of [...poison, { id: validId, body: valid, version: undefined }]) {
    const wire = headers();
    if (version) wire.set(Headers.version, version);
    await stream.publish(contract.subject, body, { msgID: id, headers: wire });
  }
  return { validId, poison };
}

function deviationOf({ id, kind, body, reason }: PoisonMessage, letters: readonly DeadLetterRow[]): string[] {
  const letter = letters.find(({ event_id }) => event_id === id);
  if (!letter) return [`${kind} became no dead letter`];
  const expected = letter.reason.includes(reason) && letter.attempts === 1 && letter.payload === body;
  return expected ? [] : [`${kind} became ${JSON.stringify(letter)}; its reason should contain ${reason}`];
}
