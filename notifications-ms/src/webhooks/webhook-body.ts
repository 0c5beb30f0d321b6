/** The text of a webhook, as Standard Webhooks recommends it. `timestamp`: when the event became true. */
export const webhookBody = (type: string, timestamp: string, data: object): string =>
  JSON.stringify({ type, timestamp, data });
