import type { ChannelName } from '../messages/message.js';

/** A message in words. */
export interface Rendered {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What a channel sends to one recipient. */
export interface Outgoing extends Rendered {
  /** The same on every attempt, so that a recipient's server can recognise a duplicate. */
  readonly id: string;
  readonly recipient: string;
  /** A page about it. */
  readonly link?: string;
  /** Where the recipient unsubscribes with one click; absent for messages that must arrive. */
  readonly unsubscribeUrl?: string;
}

/**
 * Sends messages. Resolves with the answer of the server that accepted it; throws
 * {@link RefusedMessage} for a failure that counts as an attempt, anything else while the mail server
 * is down.
 */
export interface Channel {
  readonly name: ChannelName;
  send(message: Outgoing, signal: AbortSignal): Promise<string>;
  close(): Promise<void>;
}

/** The message was not taken, or may have been: the attempt counts. */
export class RefusedMessage extends Error {
  override readonly name = 'RefusedMessage';

  constructor(
    message: string,
    /** Whether another attempt cannot succeed. */
    readonly permanent: boolean,
    /** Whether the recipient does not exist: nothing is sent there any more. */
    readonly unknownRecipient = false,
  ) {
    super(message);
  }
}
