import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type JetStreamClient, jetstream } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import { type EventContract, Headers } from '@orderwire/contracts';
import { Messaging, type RunningService, statement } from '@orderwire/platform';
import { missingFields } from './missing-fields.js';

/** An event of one subject that its consumers can take. */
export interface Sample {
  readonly contract: EventContract<object>;
  readonly payload: object;
}

/** Ties a payload to its contract: a wrong one does not compile. */
export const sample = <Payload extends object>(
  contract: EventContract<Payload>,
  payload: Payload,
): Sample => ({ contract: contract as unknown as EventContract<object>, payload });

/** What nobody can read, and a word that the reason has to say. */
interface Poison {
  readonly id: string;
  readonly what: string;
  readonly body: string;
  readonly version?: string;
  readonly reason: string;
}

interface Letter {
  event_id: string;
  payload: string;
  reason: string;
  attempts: number;
}

const lettersOf = statement<Letter>(
  'testing.letters',
  `SELECT event_id, payload, reason, attempts FROM messaging.dead_letters
   WHERE consumer = $1 AND event_id = ANY ($2::text[])`,
);
const markOf = statement<{ event_id: string }>(
  'testing.mark',
  'SELECT event_id FROM messaging.inbox WHERE consumer = $1 AND event_id = $2',
);

/**
 * Plants poison on every subject that a service reacts to: bad JSON, an unknown version, each required field left out; and behind it
 * one event that can be read. Resolves with the durable names of all consumers, sorted, when each of them has one dead letter for each
 * poison, with the reason, at the first try, and has taken the good event. Throws with everything that is otherwise after `withinMs`,
 * and when a subject has no sample.
 */
export async function deadLetterPoisonMessages(
  service: Pick<RunningService, 'app'>,
  nats: NatsConnection,
  samples: readonly Sample[],
  withinMs = 60_000,
): Promise<string[]> {
  const messaging = service.app.get<Messaging>(Messaging, { strict: false });
  const handlers = messaging.consumers.handlers();
  const planted = new Map<string, { good: string; poisons: Poison[] }>();
  for (const { subject } of new Set([...handlers.values()].map(({ options }) => options.contract))) {
    const found = samples.find(({ contract }) => contract.subject === subject);
    if (!found) throw new Error(`the service reacts to ${subject}: give a sample of it`);
    planted.set(subject, await plant(jetstream(nats), found));
  }
  const end = Date.now() + withinMs;
  for (;;) {
    const wrong: string[] = [];
    for (const [durable, { options }] of handlers) {
      const { good, poisons } = planted.get(options.contract.subject)!;
      const letters = await messaging.database.run(lettersOf, [durable, poisons.map(({ id }) => id)]);
      wrong.push(
        ...poisons.flatMap((poison) => complaint(poison, letters)).map((text) => `${durable}: ${text}`),
      );
      const taken = await messaging.database.run(markOf, [durable, good]);
      if (taken.length === 0) wrong.push(`${durable}: the good event behind the poison was not taken`);
    }
    if (wrong.length === 0) return [...handlers.keys()].sort();
    if (Date.now() > end) throw new Error(wrong.join('\n'));
    await sleep(20);
  }
}

/** The poison first, one by one, so that it stands before the good event in the stream. */
async function plant(stream: JetStreamClient, { contract, payload }: Sample) {
  const fields = missingFields(contract, payload);
  const whole = JSON.stringify(payload);
  const poisons = [
    { what: 'bad JSON', body: whole.slice(0, -1), reason: 'JSON' },
    { what: 'an unknown version', body: whole, version: '999', reason: 'version "999"' },
    ...fields.map((field) => ({
      what: `no ${field}`,
      body: JSON.stringify({ ...payload, [field]: undefined }),
      reason: field,
    })),
  ].map((poison): Poison => ({ id: `poison-${randomUUID()}`, ...poison }));
  const good = randomUUID();
  for (const { id, body, version } of [...poisons, { id: good, body: whole, version: undefined }]) {
    const wire = headers();
    if (version) wire.set(Headers.version, version);
    await stream.publish(contract.subject, body, { msgID: id, headers: wire });
  }
  return { good, poisons };
}

function complaint({ id, what, body, reason }: Poison, letters: readonly Letter[]): string[] {
  const letter = letters.find(({ event_id }) => event_id === id);
  if (!letter) return [`${what} became no dead letter`];
  const right = letter.reason.includes(reason) && letter.attempts === 1 && letter.payload === body;
  return right ? [] : [`${what} became ${JSON.stringify(letter)}, whose reason should say ${reason}`];
}
