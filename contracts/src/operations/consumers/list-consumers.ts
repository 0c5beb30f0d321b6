import { Type } from 'class-transformer';
import { IsIn, IsInt, IsString, ValidateNested } from 'class-validator';
import { EmptyRequest } from '../../empty-request.js';
import { IsTime, Nullable } from '../../rules.js';
import { owners, type Owner, perOwner } from '../owners.js';
import { ConsumerView } from './consumer-view.js';

/** The stream of all events. */
export class StreamView {
  @IsString()
  name!: string;

  @IsTime()
  createdAt!: string;

  @IsInt()
  messages!: number;

  @IsInt()
  bytes!: number;

  /** Of the oldest and newest message; 0 before the first. */
  @IsInt()
  firstSequence!: number;

  @IsInt()
  lastSequence!: number;

  /** null while it is empty. */
  @Nullable()
  @IsTime()
  firstAt!: string | null;

  @Nullable()
  @IsTime()
  lastAt!: string | null;

  /** Older messages are deleted. null: no limit. */
  @Nullable()
  @IsInt()
  maxAgeSeconds!: number | null;

  /** More are refused. null: no limit but the disk. */
  @Nullable()
  @IsInt()
  maxBytes!: number | null;

  @IsInt()
  replicas!: number;
}

export class ConsumerList {
  @IsIn(owners)
  service!: Owner;

  /** null while it does not exist. */
  @Nullable()
  @ValidateNested()
  @Type(() => StreamView)
  stream!: StreamView | null;

  @ValidateNested({ each: true })
  @Type(() => ConsumerView)
  consumers!: ConsumerView[];
}

export const ListConsumers = perOwner('list_consumers', {
  description: 'The stream of all events, and the consumers of the service with their lag.',
  request: EmptyRequest,
  reply: ConsumerList,
  readOnly: true,
});
