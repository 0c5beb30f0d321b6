import { IsInt, IsString } from 'class-validator';
import { event, type EventContract } from '../../contract.js';
import { IsId, IsTime } from '../../rules.js';
import { type Owner, owners } from '../owners.js';

export class DeadLetterStoredEvent {
  @IsId()
  deadLetterId!: string;

  /** Durable name of the consumer that gave up. */
  @IsString()
  consumer!: string;

  /** Of the event that it gave up on. */
  @IsString()
  subject!: string;

  @IsString()
  eventId!: string;

  /** The error of the last attempt, at most 1,000 characters, without tokens. */
  @IsString()
  reason!: string;

  /** Number of attempts. */
  @IsInt()
  attempts!: number;

  @IsTime()
  at!: string;
}

/**
 * A consumer of the owner gave up on an event. Platform publishes it, except for dead letters of
 * these events.
 */
export const DeadLetterStored = Object.fromEntries(
  owners.map((owner) => [
    owner,
    event(`${owner}.dead_letter_stored`, {
      description: 'A consumer of the service gave up on an event, which became a dead letter.',
      payload: DeadLetterStoredEvent,
      aggregateId: ({ deadLetterId }) => deadLetterId,
    }),
  ]),
) as Readonly<Record<Owner, EventContract<DeadLetterStoredEvent>>>;
