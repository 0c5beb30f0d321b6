import type { WebhookDisabledReason, WebhookEndpointView } from '@orderwire/contracts';

/** A URL of the shop that receives events, without its secrets. */
export interface Endpoint {
  readonly id: string;
  readonly url: string;
  readonly description: string;
  readonly events: string[];
  readonly enabled: boolean;
  readonly disabledReason: WebhookDisabledReason | null;
  readonly disabledAt: Date | null;
  readonly failingSince: Date | null;
  readonly previousSecretUntil: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const time = (at: Date | null): string | null => at?.toISOString() ?? null;

/** What staff see of an endpoint. */
export const endpointView = (endpoint: Endpoint, now = new Date()): WebhookEndpointView => {
  const { previousSecretUntil: until, ...rest } = endpoint;
  return {
    ...rest,
    disabledAt: time(endpoint.disabledAt),
    failingSince: time(endpoint.failingSince),
    previousSecretUntil: until && until > now ? until.toISOString() : null,
    createdAt: endpoint.createdAt.toISOString(),
    updatedAt: endpoint.updatedAt.toISOString(),
  };
};

/** Endpoints of one shop. */
export const MAX_ENDPOINTS = 50;

/** Bytes of a secret; Standard Webhooks allows 24 to 64. */
export const SECRET_BYTES = 32;

/** For this time the secret before a rotation signs as well. */
export const PREVIOUS_SECRET_HOURS = 24;
