import { fault } from '../fault.js';

/** No endpoint has this id, or it was deleted. */
export const WebhookEndpointNotFound = fault(
  'not_found',
  'webhooks.endpoint_not_found',
  'There is no such endpoint.',
);

/** No delivery has this id, or it is older than the delivery log. */
export const WebhookDeliveryNotFound = fault(
  'not_found',
  'webhooks.delivery_not_found',
  'There is no such webhook delivery.',
);

/** `details.unknown` lists the entries that match no public event, `details.known` these events. */
export const UnknownWebhookEvents = fault(
  'invalid',
  'webhooks.unknown_events',
  'Some entries of `events` match no public event: `details.unknown` names them, `details.known` lists the events.',
);

/** `details.reason` says which rule the URL breaks. */
export const WebhookUrlRefused = fault(
  'invalid',
  'webhooks.url_refused',
  'Webhooks cannot be sent to this URL: `details.reason` says why.',
);

/** The shop has as many endpoints as it may have (`details.max`). */
export const TooManyWebhookEndpoints = fault(
  'conflict',
  'webhooks.too_many_endpoints',
  'The shop has as many endpoints as it may have. Delete one that is no longer used.',
);

/** Nothing is sent to a disabled endpoint. */
export const WebhookEndpointDisabled = fault(
  'conflict',
  'webhooks.endpoint_disabled',
  'The endpoint is disabled. Enable it first.',
);
