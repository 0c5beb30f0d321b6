import {
  type ConsumerConfig,
  JetStreamApiError,
  type JetStreamManager,
  jetstreamManager,
  type StreamConfig,
} from '@nats-io/jetstream';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { Job } from '../jobs/jobs.js';
import type { Logger } from '../log/logger.js';
import { consumerInfo } from './consumer-info.js';
import type { NatsLink } from './nats-connection.js';
import {
  type DurableConsumer,
  type JetStreamSettings,
  STREAM,
  wantedConsumer,
  type WantedStream,
  wantedStreams,
} from './streams.js';

const REQUEST_TIMEOUT_MS = 5_000;

/** Pause between two comparisons of what exists with what is wanted. */
const WATCH_MS = 2_000;

/** Error codes of the JetStream API: no such stream, subjects of another stream, no leader yet. */
const STREAM_NOT_FOUND = 10_059;
const SUBJECTS_OVERLAP = 10_065;
const UNAVAILABLE = 10_008;

/** Settings that nats-server does not change in place. */
const fixedOfStreams: readonly (keyof StreamConfig)[] = [
  'storage',
  'retention',
  'allow_msg_counter',
  'mirror',
  'sealed',
];
const fixedOfConsumers: readonly (keyof ConsumerConfig)[] = [
  'deliver_policy',
  'ack_policy',
  'replay_policy',
  'deliver_subject',
];

/**
 * Creates the streams and durable consumers of the system, and applies changed settings to those
 * that exist. It is the only part that may: with the right to change a stream or to create a
 * consumer, a service could read and publish everything, because both act with the server's rights.
 */
export class JetStreamProvisioner {
  private readonly job: Job;
  private lastProblem = '';
  private resolveApplied: () => void = () => undefined;
  /** Resolves when everything is as wanted for the first time. */
  readonly applied = new Promise<void>((resolve) => (this.resolveApplied = resolve));

  constructor(
    private readonly nats: NatsLink,
    private readonly consumers: readonly DurableConsumer[],
    private readonly settings: JetStreamSettings,
    private readonly log: Pick<Logger, 'info' | 'error'>,
  ) {
    this.job = new Job(() => (nats.isConnected() ? this.apply() : Promise.resolve()), {
      intervalMs: WATCH_MS,
      onError: (error) => this.report(error instanceof Error ? error.message : String(error)),
    });
  }

  /**
   * Makes JetStream as it is wanted, once; a second call changes nothing. Throws with what to do when
   * a setting cannot be changed or NATS refuses a change.
   */
  async apply(): Promise<void> {
    const manager = await this.manager();
    for (const stream of wantedStreams(this.settings)) await this.applyStream(manager, stream);
    const existing = new Map<string, ConsumerConfig>();
    for await (const { name, config } of manager.consumers.list(STREAM)) existing.set(name, config);
    for (const each of this.consumers) {
      const wanted = wantedConsumer(each, this.settings);
      // The list of a cluster lacks consumers whose leader does not answer at that moment.
      const found = existing.get(each.durable) ?? (await consumerInfo(manager, each.durable))?.config;
      await this.applyConsumer(manager, wanted, found);
    }
    if (this.lastProblem) this.log.info('JetStream is provisioned again');
    this.lastProblem = '';
    this.resolveApplied();
  }

  /**
   * As {@link apply}, again while JetStream does not answer: a cluster first elects leaders. Throws
   * after the limit, and what NATS refuses at once.
   */
  async applyWhenReady(limitMs = 60_000, pauseMs = 1_000): Promise<void> {
    for (const deadline = Date.now() + limitMs; ; await sleep(pauseMs)) {
      try {
        return await this.apply();
      } catch (error) {
        if (!isUnready(error) || Date.now() > deadline) throw error;
        this.log.info({ reason: (error as Error).message }, 'waiting for JetStream');
      }
    }
  }

  /** Applies what is wanted every two seconds, until {@link stop}: JetStream may lose its files. */
  watch(): void {
    this.job.start();
  }

  stop(): Promise<void> {
    return this.job.stop();
  }

  /**
   * Deletes a stream or a durable consumer, and creates it again. A new consumer reads the whole
   * stream and is not paused; the services publish the events of a new stream again by themselves.
   */
  async recreate(name: string): Promise<void> {
    const manager = await this.manager();
    const streams = wantedStreams(this.settings).map((stream) => stream.name);
    const durables = this.consumers.map(({ durable }) => durable);
    if (!streams.includes(name) && !durables.includes(name))
      throw new Error(`${name} is none of ${[...streams, ...durables].join(', ')}`);
    if (name === STREAM || durables.includes(name)) await this.logEndOfPauses(manager, name);
    if (streams.includes(name)) await manager.streams.delete(name);
    else await manager.consumers.delete(STREAM, name);
    await this.apply();
  }

  /** Of the consumer, or of all consumers of the stream. */
  private async logEndOfPauses(manager: JetStreamManager, name: string): Promise<void> {
    for await (const { name: consumer, paused, config } of manager.consumers.list(STREAM))
      if (paused && (consumer === name || name === STREAM))
        this.log.info({ consumer, pausedUntil: config.pause_until }, 'the pause of the consumer ends');
  }

  private manager(): Promise<JetStreamManager> {
    return jetstreamManager(this.nats.connection, { checkAPI: false, timeout: REQUEST_TIMEOUT_MS });
  }

  private async applyStream(manager: JetStreamManager, wanted: WantedStream): Promise<void> {
    const { name } = wanted;
    const existing = await manager.streams.info(name).catch((error: unknown) => {
      if (error instanceof JetStreamApiError && error.code === STREAM_NOT_FOUND) return undefined;
      throw explained(`stream ${name}`, error);
    });
    const changed = existing && changedSettings(wanted, existing.config);
    if (changed?.length === 0) return;
    if (changed) refuseFixed(`stream ${name}`, changed, fixedOfStreams, name);
    const action = changed ? manager.streams.update(name, wanted) : manager.streams.add(wanted);
    await action.catch(async (error: unknown) => {
      if (error instanceof JetStreamApiError && error.code === SUBJECTS_OVERLAP)
        throw new Error(
          `stream ${name} needs the subjects of another stream (${await overlapping(manager, wanted)}): ` +
            'delete that stream or change its subjects',
          { cause: error },
        );
      throw explained(`stream ${name}`, error);
    });
    this.log.info(
      { stream: name, ...(changed && { changed }) },
      changed ? 'stream updated' : 'stream created',
    );
  }

  private async applyConsumer(
    manager: JetStreamManager,
    wanted: ReturnType<typeof wantedConsumer>,
    existing: ConsumerConfig | undefined,
  ): Promise<void> {
    const { durable_name: consumer } = wanted;
    const changed = existing && changedSettings(wanted, existing);
    if (changed?.length === 0) return;
    if (changed) refuseFixed(`consumer ${consumer}`, changed, fixedOfConsumers, consumer);
    const action = changed
      ? manager.consumers.update(STREAM, consumer, wanted)
      : manager.consumers.add(STREAM, wanted);
    await action.catch((error: unknown) => {
      throw explained(`consumer ${consumer}`, error);
    });
    this.log.info(
      { consumer, ...(changed && { changed }) },
      changed ? 'consumer updated' : 'consumer created',
    );
  }

  /** A problem that lasts is logged once. */
  private report(problem: string): void {
    if (problem !== this.lastProblem) this.log.error({ reason: problem }, 'JetStream is not provisioned');
    this.lastProblem = problem;
  }
}

/** Names of the settings that differ. NATS omits a setting that is false, 0 or empty. */
function changedSettings<Config extends object>(wanted: Partial<Config>, existing: Config): (keyof Config)[] {
  const comparable = (value: unknown) =>
    !value || (Array.isArray(value) && value.length === 0) ? undefined : sorted(value);
  return (Object.keys(wanted) as (keyof Config)[]).filter(
    (key) => !isDeepStrictEqual(comparable(wanted[key]), comparable(existing[key])),
  );
}

const sorted = (value: unknown): unknown => (Array.isArray(value) ? value.toSorted() : value);

function refuseFixed(
  what: string,
  changed: readonly PropertyKey[],
  fixed: readonly PropertyKey[],
  name: string,
): void {
  const refused = changed.filter((key) => fixed.includes(key)).map(String);
  if (refused.length > 0)
    throw new Error(
      `${what} has another ${refused.join(' and ')}, which NATS cannot change: create it again with ` +
        `"orderwire-provision <file> --recreate ${name}"; docs/operations.md says what happens then`,
    );
}

/** Names of the other streams that have one of these subjects. */
async function overlapping(manager: JetStreamManager, { name, subjects }: WantedStream): Promise<string> {
  const names = new Set<string>();
  for (const subject of subjects)
    for await (const other of manager.streams.names(subject)) if (other !== name) names.add(other);
  return [...names].join(', ');
}

/** Whether a later request may succeed: no answer, or no leader. */
const isUnready = (error: unknown): boolean => {
  const { name, code, cause } = error as Error & { code?: unknown };
  return name === 'TimeoutError' || code === UNAVAILABLE || (cause !== undefined && isUnready(cause));
};

const explained = (what: string, error: unknown): Error => {
  const reason = error instanceof Error ? error.message : String(error);
  const remedy = /permissions violation/i.test(reason)
    ? ': NATS_SERVERS must name the account "provisioner" of deploy/nats/permissions.conf'
    : '';
  return new Error(`${what}: ${reason}${remedy}`, { cause: error });
};
