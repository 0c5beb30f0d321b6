import {
  type ConsumerInfo,
  JetStreamApiError,
  type JetStreamManager,
  jetstreamManager,
  type StreamInfo,
} from '@nats-io/jetstream';
import type { NatsLink } from './nats-connection.js';
import { STREAM } from './streams.js';

const REQUEST_TIMEOUT_MS = 5_000;

/** Error codes of the JetStream API: no such consumer, no such stream. */
const CONSUMER_NOT_FOUND = 10_014;
const STREAM_NOT_FOUND = 10_059;

/** JetStream's API. Whether it answers is not asked first: services have no permission for that. */
export const managerOf = ({ connection }: Pick<NatsLink, 'connection'>): Promise<JetStreamManager> =>
  jetstreamManager(connection, { checkAPI: false, timeout: REQUEST_TIMEOUT_MS });

/** Undefined while the stream does not exist. */
export const streamInfo = (manager: JetStreamManager): Promise<StreamInfo | undefined> =>
  manager.streams.info(STREAM).catch(undefinedIfMissing);

/** Undefined while the durable consumer, or the stream, does not exist. */
export const consumerInfo = (manager: JetStreamManager, durable: string): Promise<ConsumerInfo | undefined> =>
  manager.consumers.info(STREAM, durable).catch(undefinedIfMissing);

/** Whether NATS delivers nothing to the durable consumer now. */
export async function isConsumerPaused(
  nats: Pick<NatsLink, 'connection'>,
  durable: string,
): Promise<boolean> {
  const info = await consumerInfo(await managerOf(nats), durable);
  return info?.paused === true;
}

function undefinedIfMissing(error: unknown): undefined {
  if (error instanceof JetStreamApiError && [CONSUMER_NOT_FOUND, STREAM_NOT_FOUND].includes(error.code))
    return undefined;
  throw error;
}
