import { UnknownWebhookEvents, webhookEventTypes, WebhookUrlRefused } from '@orderwire/contracts';
import type { AddressClient } from '../webhooks/address.client.js';
import { parseEndpointUrl, UrlRefused } from '../webhooks/endpoint-url.js';
import { unknownEntries } from '../webhooks/event-filter.js';

/** Rules for new and changed endpoints. Each request checks the address again. */
export class EndpointCheck {
  constructor(
    private readonly addresses: AddressClient,
    private readonly privateNetworks: boolean,
  ) {}

  /** Throws webhooks.unknown_events with every unknown entry. */
  checkEvents(events: readonly string[]): void {
    const unknown = unknownEntries(events, webhookEventTypes);
    if (unknown.length > 0) throw UnknownWebhookEvents({ unknown, known: webhookEventTypes });
  }

  /** Resolves with the URL in its usual notation. Throws webhooks.url_refused with the reason. */
  async checkUrl(text: string): Promise<string> {
    try {
      const url = parseEndpointUrl(text, this.privateNetworks);
      await this.addresses.addressesOf(url);
      return url.href;
    } catch (error) {
      if (error instanceof UrlRefused) throw WebhookUrlRefused({ reason: error.message });
      throw error;
    }
  }
}
