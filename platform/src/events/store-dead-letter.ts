import {
  DeadLetterStored,
  type DeadLetterStoredEvent,
  type EventContract,
  Headers,
} from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';
import { correlationIdFrom } from '../context/context.js';
import type { Database, Queryable } from '../database/database.js';
import { isConnectionError } from '../database/errors.js';
import { statement } from '../database/statement.js';
import type { Logger } from '../log/logger.js';
import { redactTokensInText } from '../operations/dead-letters/redact-tokens.js';
import { Outbox } from '../outbox/outbox.js';
import { durableNameOf } from './event-handler.js';

/** An event that a consumer gave up on. */
export interface DeadLetter {
  consumer: string;
  eventId: string;
  subject: string;
  /** As it was delivered, readable or not. */
  payload: string;
  headers: Record<string, string>;
  reason: string;
  attempts: number;
}

/** Characters of the reason in the event. */
const MAX_REASON = 1_000;

const outbox = new Outbox();
const published = Object.values(DeadLetterStored);

const insertDeadLetter = statement<
  { id: string; at: Date },
  Omit<DeadLetter, 'headers'> & { id: string; headers: string }
>(
  'dead_letters.insert',
  `WITH forgotten AS (DELETE FROM messaging.failed_tries WHERE consumer = :consumer AND event_id = :eventId)
   INSERT INTO messaging.dead_letters (id, consumer, event_id, subject, payload, headers, reason, attempts)
   VALUES (:id, :consumer, :eventId, :subject, :payload, :headers, :reason, :attempts) ON CONFLICT (consumer, event_id)
   DO UPDATE SET reason = excluded.reason, attempts = excluded.attempts, died_at = now(),
     resolved_at = NULL, resolution = NULL, resolved_by = NULL, resolved_reason = NULL
   WHERE dead_letters.resolution IS DISTINCT FROM 'discarded' RETURNING id, died_at AS at`,
);

/**
 * Stores an event that its consumer gave up on, with the reason, until an operator decides, and
 * publishes that it did. A discarded one stays discarded. When the publication fails, the dead
 * letter is stored without it.
 */
export async function storeDeadLetter(database: Database, letter: DeadLetter, log: Logger): Promise<void> {
  const contract = contractOf(letter);
  if (contract)
    try {
      return await storeAndPublish(database, letter, contract);
    } catch (err) {
      if (isConnectionError(err)) throw err;
      const { consumer, eventId } = letter;
      log.error({ err, consumer, eventId }, 'the event about a dead letter could not be published');
    }
  await insert(database, letter);
}

async function storeAndPublish(
  database: Database,
  letter: DeadLetter,
  contract: EventContract<DeadLetterStoredEvent>,
): Promise<void> {
  const { consumer, subject, eventId, attempts, headers } = letter;
  const correlationId = correlationIdFrom(headers[Headers.correlationId]);
  const reason = storable(redactTokensInText(letter.reason)).slice(0, MAX_REASON).toWellFormed();
  await database.transaction(async (tx) => {
    const stored = await insert(tx, letter);
    if (!stored) return;
    const about = { consumer, subject, eventId, reason, attempts };
    const event = { deadLetterId: stored.id, ...about, at: stored.at.toISOString() };
    outbox.add(tx, contract, event, { correlationId });
  });
}

/** Undefined when it was discarded before. */
async function insert(queryable: Queryable, letter: DeadLetter) {
  const [row] = await queryable.run(insertDeadLetter, {
    ...letter,
    id: uuidv7(),
    payload: storable(letter.payload),
    reason: storable(letter.reason),
    headers: JSON.stringify(letter.headers),
  });
  return row;
}

/** The event of the consumer's service. Undefined for a dead letter of such an event: no loops. */
const contractOf = ({ consumer, subject }: DeadLetter): EventContract<DeadLetterStoredEvent> | undefined =>
  published.some((one) => one.subject === subject)
    ? undefined
    : published.find(({ owner }) => owner && consumer.startsWith(durableNameOf(owner, '')));

const storable = (text: string): string => text.replaceAll('\u0000', '\uFFFD');
