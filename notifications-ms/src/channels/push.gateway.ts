import webPush from 'web-push';
import { type Channel, type Outgoing, RefusedMessage } from './channel.js';

const TIMEOUT_MS = 15_000;
/** How long the push service keeps a message for a browser that is closed, in seconds. */
const TTL_SECONDS = 24 * 3_600;

/** The key pair with which push services recognise this shop (VAPID). */
export interface PushOptions {
  readonly publicKey: string;
  readonly privateKey: string;
  /** mailto: or https: address of the operator. */
  readonly subject: string;
}

/** A browser that is subscribed to the messages of an account. */
export interface PushSubscription {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

/** Where an account's subscriptions are read, and deleted once they have ended. */
export interface PushSubscriptions {
  of(accountId: string): Promise<readonly PushSubscription[]>;
  delete(endpoint: string): Promise<void>;
}

/** Web Push. The recipient is an account: the message goes to each of its subscribed browsers. */
export class PushGateway implements Channel {
  readonly name = 'push';

  constructor(
    private readonly options: PushOptions,
    private readonly subscriptions: PushSubscriptions,
  ) {}

  async send({ recipient, subject, link = '' }: Outgoing): Promise<string> {
    const browsers = await this.subscriptions.of(recipient);
    const outcomes = await Promise.all(
      browsers.map((browser) => this.push(browser, { title: subject, url: link })),
    );
    const reached = outcomes.filter((outcome) => outcome === 'sent').length;
    if (reached > 0) return `${reached} of ${browsers.length} browsers`;
    const failure = outcomes.find((outcome) => outcome instanceof Error);
    if (failure) throw failure;
    throw new RefusedMessage('the account has no subscribed browser', true);
  }

  private async push(
    { endpoint, p256dh, auth }: PushSubscription,
    payload: { title: string; url: string },
  ): Promise<'sent' | 'ended' | Error> {
    const { publicKey, privateKey, subject } = this.options;
    try {
      await webPush.sendNotification({ endpoint, keys: { p256dh, auth } }, JSON.stringify(payload), {
        vapidDetails: { subject, publicKey, privateKey },
        TTL: TTL_SECONDS,
        timeout: TIMEOUT_MS,
      });
      return 'sent';
    } catch (error) {
      const { statusCode } = error as { statusCode?: number };
      // The reason is the browser's or the push service's, and never stops other messages.
      if (statusCode !== 404 && statusCode !== 410)
        return new RefusedMessage((error as Error).message, false);
      await this.subscriptions.delete(endpoint);
      return 'ended';
    }
  }

  async close(): Promise<void> {
    // No connection is kept.
  }
}
