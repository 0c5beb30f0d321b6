import {
  AckPolicy,
  type ConsumerConfig,
  DeliverPolicy,
  DiscardPolicy,
  ReplayPolicy,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { AccessToken, allEvents, SessionRevoked } from '@orderwire/contracts';

/** The one stream that carries every event. */
export const STREAM = 'orderwire_events';

/**
 * Copies of the recent `session.revoked` events, which every service may read. The stream of all
 * events also holds personal data, and NATS cannot limit a reader of a stream to one subject.
 */
export const ENDED_SESSIONS = { stream: 'ended_sessions', subject: 'ended_sessions.revoked' };

/** Longer than the lifetime of any access token: after that the session id can be dropped. */
export const ENDED_SESSIONS_MS = (AccessToken.maxMinutes + 5) * 60_000;

/** Rate-limit counters that the replicas of the gateway share. */
export const RATE_LIMITS = { stream: 'limits', subjects: 'limits.>' };

/** Spans of recent traces, for the console: one subject per trace. */
export const TRACES = {
  stream: 'traces',
  subjects: 'traces.*',
  subjectOf: (traceId: string): string => `traces.${traceId}`,
};

/** The oldest spans go first. */
const MAX_TRACE_BYTES = 32 * 1024 * 1024;

const DAY_MS = 24 * 3_600_000;

/** Above this the oldest counters go: an attacker has many addresses, and the memory is shared. */
const MAX_COUNTER_BYTES = 32 * 1024 * 1024;

/** Replicas with slower clocks may still count in a window that has ended here. */
const CLOCK_SKEW_MS = 10_000;

/** What operators may set. */
export interface JetStreamSettings {
  /** Replicas of each stream: 1 on one server, 3 in a cluster. */
  readonly replicas: number;
  /** An event whose consumer sends neither ack nor heartbeat is delivered again after this time. */
  readonly ackWaitMs: number;
  /** Window of the gateway's rate limits. */
  readonly rateLimitWindowMs: number;
}

/** A durable consumer and the subject that it reads. */
export interface DurableConsumer {
  readonly durable: string;
  readonly subject: string;
}

/** The configuration of a stream. An undefined setting must be absent. */
export type WantedStream = Partial<StreamConfig> & Pick<StreamConfig, 'name' | 'subjects'>;

/** Settings with which a stream sends messages elsewhere, or takes them from elsewhere. */
const closed = {
  republish: undefined,
  subject_transform: undefined,
  sources: undefined,
  mirror: undefined,
  max_msgs: -1,
  max_msg_size: -1,
  max_msgs_per_subject: -1,
  allow_msg_counter: false,
  deny_purge: false,
  sealed: false,
  no_ack: false,
  retention: RetentionPolicy.Limits,
};

/** All streams, with every setting that matters. */
export function wantedStreams({ replicas, rateLimitWindowMs }: JetStreamSettings): WantedStream[] {
  return [
    {
      ...closed,
      name: STREAM,
      subjects: [...allEvents().keys()].sort(),
      storage: StorageType.File,
      num_replicas: replicas,
      // A full disk refuses new events, which wait in their outboxes, and drops no old ones.
      discard: DiscardPolicy.New,
      max_age: nanos(7 * DAY_MS),
      max_bytes: -1,
      duplicate_window: nanos(10 * 60_000),
      allow_direct: false,
      republish: { src: SessionRevoked.subject, dest: ENDED_SESSIONS.subject },
    },
    {
      ...closed,
      name: ENDED_SESSIONS.stream,
      subjects: [ENDED_SESSIONS.subject],
      storage: StorageType.File,
      num_replicas: replicas,
      discard: DiscardPolicy.Old,
      max_age: nanos(ENDED_SESSIONS_MS),
      max_bytes: -1,
      allow_direct: true,
    },
    {
      ...closed,
      name: RATE_LIMITS.stream,
      subjects: [RATE_LIMITS.subjects],
      storage: StorageType.Memory,
      num_replicas: replicas,
      discard: DiscardPolicy.Old,
      max_age: nanos(rateLimitWindowMs + CLOCK_SKEW_MS),
      max_msgs_per_subject: 1,
      max_bytes: MAX_COUNTER_BYTES,
      duplicate_window: nanos(1_000),
      allow_direct: true,
      allow_msg_counter: true,
    },
    {
      ...closed,
      name: TRACES.stream,
      subjects: [TRACES.subjects],
      storage: StorageType.Memory,
      num_replicas: replicas,
      discard: DiscardPolicy.Old,
      max_age: nanos(DAY_MS),
      max_bytes: MAX_TRACE_BYTES,
      duplicate_window: nanos(1_000),
      allow_direct: true,
      no_ack: true,
    },
  ];
}

/** The configuration of a durable consumer: pulled, from the first event on, acknowledged one by one. */
export const wantedConsumer = (
  { durable, subject }: DurableConsumer,
  { ackWaitMs }: JetStreamSettings,
): Partial<ConsumerConfig> & { durable_name: string } => ({
  durable_name: durable,
  filter_subject: subject,
  filter_subjects: undefined,
  deliver_subject: undefined,
  deliver_policy: DeliverPolicy.All,
  ack_policy: AckPolicy.Explicit,
  replay_policy: ReplayPolicy.Instant,
  ack_wait: nanos(ackWaitMs),
  max_deliver: -1,
  max_ack_pending: 1_000,
});
