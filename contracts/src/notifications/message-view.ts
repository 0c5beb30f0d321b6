import { IsIn, IsInt, IsString } from 'class-validator';
import { IsId, IsTime, Nullable } from '../rules.js';

export const messageChannels = ['email', 'sms', 'push'] as const;
export type MessageChannel = (typeof messageChannels)[number];

/** `skipped`: not sent, because it was not wanted, possible or needed any more. */
export const messageStatuses = ['queued', 'sent', 'failed', 'skipped'] as const;
export type MessageStatus = (typeof messageStatuses)[number];

/** An entry of the delivery log. */
export class MessageView {
  @IsId()
  id!: string;

  /** Which message: `order_confirmation`, `payment_received`, `password_reset`, … */
  @IsString()
  kind!: string;

  @IsIn(messageChannels)
  channel!: MessageChannel;

  /** Null while it is not known, and after the account was deleted. */
  @Nullable()
  @IsString()
  recipient!: string | null;

  @IsIn(messageStatuses)
  status!: MessageStatus;

  /** Attempts at which the server answered. */
  @IsInt()
  attempts!: number;

  /** Why the last attempt failed, or why it was skipped. */
  @Nullable()
  @IsString()
  lastError!: string | null;

  /** Answer of the server that accepted it. */
  @Nullable()
  @IsString()
  response!: string | null;

  @Nullable()
  @IsString()
  orderId!: string | null;

  @Nullable()
  @IsString()
  accountId!: string | null;

  /** Of the request that caused it. */
  @IsString()
  correlationId!: string;

  @IsTime()
  createdAt!: string;

  @Nullable()
  @IsTime()
  sentAt!: string | null;

  /** When it is sent or tried again; null when nothing is left to do. */
  @Nullable()
  @IsTime()
  dueAt!: string | null;
}
