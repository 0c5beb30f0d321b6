import { IsIn, IsInt, IsString } from 'class-validator';
import { IsTime, Nullable } from '../../rules.js';
import { owners, type Owner } from '../owners.js';

/** `missing`: the provisioner has not created it. */
export const consumerStates = ['active', 'paused', 'missing'] as const;

export type ConsumerState = (typeof consumerStates)[number];

/** A durable consumer and its lag. The numbers of a missing one are 0. */
export class ConsumerView {
  @IsIn(owners)
  service!: Owner;

  /** Durable name, such as "orders_ms_settle_order". */
  @IsString()
  consumer!: string;

  /** The subject of its events. */
  @IsString()
  subject!: string;

  @IsIn(consumerStates)
  state!: ConsumerState;

  /** null while it is not paused. */
  @Nullable()
  @IsTime()
  pausedUntil!: string | null;

  /** The lag: events of its subject that were not delivered yet. */
  @IsInt()
  pending!: number;

  /** Events that were delivered and not acknowledged yet, with those that wait for a retry. */
  @IsInt()
  ackPending!: number;

  /** Of these, the ones that were delivered more than once. */
  @IsInt()
  redelivered!: number;

  /** Requests of processes that wait for events. 0: no process consumes. */
  @IsInt()
  waitingPulls!: number;

  /** null before the first delivery. */
  @Nullable()
  @IsTime()
  lastDeliveredAt!: string | null;

  /** null before the first acknowledgement. */
  @Nullable()
  @IsTime()
  lastAckedAt!: string | null;
}
