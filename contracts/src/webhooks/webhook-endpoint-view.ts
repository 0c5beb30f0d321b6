import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsBoolean, IsIn, IsString } from 'class-validator';
import { allOf, IsId, IsParagraph, IsText, IsTime, Nullable, rule } from '../rules.js';

/** Why an endpoint is disabled: by an admin, after 410 Gone, or because all deliveries failed. */
export const webhookDisabledReasons = ['admin', 'gone', 'failing'] as const;

export type WebhookDisabledReason = (typeof webhookDisabledReasons)[number];

/** Text of a URL. notifications-ms checks scheme, host, port and address. */
export const IsWebhookUrl = () => IsText(2_000, 1);

export const IsWebhookDescription = () => IsParagraph(500);

/** Exact types such as `order.paid`, all of one noun such as `order.*`, or `*`. */
export const AreWebhookEvents = () =>
  allOf(
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(50),
    ArrayUnique(),
    rule(
      'eventFilters',
      (v) =>
        Array.isArray(v) &&
        v.every((entry) => typeof entry === 'string' && /^[a-z0-9_.*]{1,64}$/.test(entry)),
      'must be types of events, like "order.paid", "order.*" or "*"',
    ),
  );

/** A URL of the shop that receives events. */
export class WebhookEndpointView {
  @IsId()
  id!: string;

  @IsString()
  url!: string;

  @IsString()
  description!: string;

  /** Exact types, all of one noun (`order.*`), or `*`. */
  @IsString({ each: true })
  events!: string[];

  @IsBoolean()
  enabled!: boolean;

  /** `gone`: it answered 410. `failing`: nothing was delivered for days. Null while it is enabled. */
  @Nullable()
  @IsIn(webhookDisabledReasons)
  disabledReason!: WebhookDisabledReason | null;

  @Nullable()
  @IsTime()
  disabledAt!: string | null;

  /** When the first attempt failed after which none succeeded; null after a success. */
  @Nullable()
  @IsTime()
  failingSince!: string | null;

  /** Until then the secret before the last rotation signs too; null without one. */
  @Nullable()
  @IsTime()
  previousSecretUntil!: string | null;

  @IsTime()
  createdAt!: string;

  @IsTime()
  updatedAt!: string;
}

/** Names one endpoint. */
export class WebhookEndpointRequest {
  @IsId()
  endpointId!: string;
}
