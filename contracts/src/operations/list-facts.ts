import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsObject,
  IsOptional,
  IsString,
  ValidateNested,
} from 'class-validator';
import { IsText, IsTime, IsWholeNumber, Nullable } from '../rules.js';
import { perOwner } from './owners.js';

/** The most facts of one reply. A reply also has at most about 500 kB. */
export const MAX_FACTS = 500;

/** Selects the facts that the events of one subject tell. */
export class ListFactsRequest {
  /** Of an event of this service. */
  @IsText(200, 1)
  subject!: string;

  /** The `cursor` of the previous reply. Default: the oldest facts. */
  @IsOptional()
  @IsText(500)
  cursor?: string;

  /** Only facts of this age or older. The event of a younger one may be on its way. Default: 0. */
  @IsOptional()
  @IsWholeNumber(0, 86_400)
  minAgeSeconds?: number;

  /** Only these facts, as far as they are still true; without `cursor` and `minAgeSeconds`. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_FACTS)
  @IsString({ each: true })
  ids?: string[];
}

/** What an event tells, read from the tables of its service. */
export class Fact {
  /** Unique for the subject: the id of a payment, refund, dispute, account, … */
  @IsString()
  id!: string;

  /** When it became true, by the clock of the database or service. */
  @IsTime()
  at!: string;

  /** Of the request that caused it, if that is stored. */
  @Nullable()
  @IsString()
  correlationId!: string | null;

  /** The payload that its event has now. */
  @IsObject()
  event!: Record<string, unknown>;
}

/** Facts of one subject, oldest first. */
export class FactPage {
  @ValidateNested({ each: true })
  @Type(() => Fact)
  facts!: Fact[];

  /** The position after the last fact; null without facts. */
  @Nullable()
  @IsString()
  cursor!: string | null;

  /** Whether there may be more facts after `cursor`. */
  @IsBoolean()
  more!: boolean;
}

export const ListFacts = perOwner('list_facts', {
  description:
    'What the events of a subject tell, read from the tables of the service and not from its outbox. Consumers use it to find and apply lost events.',
  access: 'service',
  // The consumers of the owner's events.
  callers: {
    auth: ['notifications-ms', 'orders-ms'],
    orders: ['insights-ms', 'invoices-ms', 'notifications-ms', 'payments-ms', 'products-ms', 'shipping-ms'],
    payments: ['insights-ms', 'invoices-ms', 'notifications-ms', 'orders-ms'],
    products: [],
    notifications: [],
    invoices: [],
    shipping: ['notifications-ms', 'orders-ms', 'products-ms'],
    insights: [],
  },
  request: ListFactsRequest,
  reply: FactPage,
  example: { subject: 'payment.succeeded', minAgeSeconds: 600 },
});
