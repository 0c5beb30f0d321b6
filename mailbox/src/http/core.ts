import type { ObjectSchema } from 'joi';
import type { Logger } from 'pino';
import type { FaultInjector } from '../faults/fault-injector.js';
import type { StoredMessage } from '../messages/message.js';
import type { MessageStore } from '../messages/message-store.js';

/** What the routes work on. */
export interface Core {
  store: MessageStore;
  faults: FaultInjector;
  log: Logger;
}

/** An error with the status of its reply. */
export class HttpError extends Error {
  constructor(
    readonly statusCode: number,
    message: string,
  ) {
    super(message);
  }
}

/** @throws HttpError 400 that names the first invalid value */
export function valid<T>(schema: ObjectSchema<T>, value: unknown): T {
  const result = schema.validate(value ?? {});
  if (result.error) throw new HttpError(400, result.error.message);
  return result.value;
}

/** @throws HttpError 404 */
export function found(store: MessageStore, id: string): StoredMessage {
  const message = store.get(id);
  if (!message) throw new HttpError(404, 'There is no such message; the oldest are dropped.');
  return message;
}
