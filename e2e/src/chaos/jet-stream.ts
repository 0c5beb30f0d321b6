import type { System } from '@orderwire/launcher/system';

const REPLY_TIMEOUT_MS = 15_000;

interface Replication {
  /** Absent while the group has none. */
  leader?: string;
  replicas?: { name: string; current: boolean; offline?: boolean; lag?: number }[];
}

/**
 * The part of NATS' monitoring that is read.
 * https://docs.nats.io/running-a-nats-service/nats_admin/monitoring#jetstream-information-jsz
 */
export interface ConsumerDetail {
  name: string;
  num_pending: number;
  num_ack_pending: number;
  /** Its leader and, in a cluster, the other copies. */
  cluster?: Replication;
}

export interface StreamDetail {
  name: string;
  created: string;
  config: { num_replicas: number };
  state: { messages: number; last_seq: number };
  consumer_detail?: ConsumerDetail[];
  /** Its leader and, in a cluster, the other copies. */
  cluster?: Replication;
}

/** What one NATS node says about its copies of streams and consumers. */
export interface NodeView {
  node: string;
  streams: StreamDetail[];
}

/** The views of all nodes. Rejects when one does not answer. */
export const readNodes = ({ servers }: System): Promise<NodeView[]> =>
  Promise.all(
    servers.nats.all.map(async ({ supervisor, monitorUrl }) => {
      const url = `${monitorUrl}/jsz?accounts=1&streams=1&consumers=1&config=1`;
      const response = await fetch(url, { signal: AbortSignal.timeout(REPLY_TIMEOUT_MS) });
      const { account_details = [] } = (await response.json()) as {
        account_details?: { stream_detail?: StreamDetail[] }[];
      };
      const streams = account_details.flatMap(({ stream_detail = [] }) => stream_detail);
      return { node: supervisor.name, streams };
    }),
  );

/** Streams and their consumers as their leaders see them. Those without a leader are absent. */
export function leadersView(nodes: readonly NodeView[]): StreamDetail[] {
  // A single server names itself by its id.
  const led = ({ cluster }: { cluster?: Replication }, node: string) =>
    nodes.length === 1 || cluster?.leader === node;
  const consumers = nodes.flatMap(({ node, streams }) =>
    streams.flatMap(({ name, consumer_detail = [] }) =>
      consumer_detail.filter((one) => led(one, node)).map((consumer) => ({ stream: name, consumer })),
    ),
  );
  return nodes.flatMap(({ node, streams }) =>
    streams
      .filter((stream) => led(stream, node))
      .map((stream) => ({
        ...stream,
        consumer_detail: consumers
          .filter((one) => one.stream === stream.name)
          .map(({ consumer }) => consumer),
      })),
  );
}

/**
 * Why a cluster is not in sync, in words: each stream and consumer has a leader, and a current copy
 * on every node, at most `lag` entries behind. Empty when it is.
 */
export function replicationProblems(nodes: readonly NodeView[], lag = 0): string[] {
  const streams = leadersView(nodes);
  const known = new Map(nodes.flatMap((node) => node.streams.map((stream) => [stream.name, stream])));
  const problems = [...known.keys()]
    .filter((name) => !streams.some((stream) => stream.name === name))
    .map((name) => `stream ${name} has no leader`);
  if (known.size === 0) problems.push('there is no stream');
  for (const stream of streams) {
    const { name, config, state, consumer_detail = [] } = stream;
    if (config.num_replicas !== nodes.length)
      problems.push(`stream ${name} has ${config.num_replicas} replicas`);
    problems.push(...lagging(`stream ${name}`, stream, nodes.length, lag));
    for (const { node, streams: copies } of nodes) {
      const copy = copies.find((one) => one.name === name);
      if (!copy || Math.abs(copy.state.last_seq - state.last_seq) > lag)
        problems.push(`${node} has ${copy?.state.last_seq ?? 'nothing'} of ${state.last_seq} in ${name}`);
    }
    const durables = new Set(
      nodes
        .flatMap(({ streams: copies }) =>
          copies.filter((one) => one.name === name).flatMap((one) => one.consumer_detail ?? []),
        )
        .map((consumer) => consumer.name),
    );
    for (const durable of durables)
      if (!consumer_detail.some((consumer) => consumer.name === durable))
        problems.push(`consumer ${durable} has no leader`);
    for (const consumer of consumer_detail)
      problems.push(...lagging(`consumer ${consumer.name}`, consumer, nodes.length, lag));
  }
  return problems;
}

function lagging(
  what: string,
  { cluster }: { cluster?: Replication },
  nodes: number,
  most: number,
): string[] {
  const replicas = cluster?.replicas ?? [];
  const behind = replicas.filter(({ current, offline, lag = 0 }) => !current || offline || lag > most);
  return [
    ...(replicas.length === nodes - 1 ? [] : [`${what} has ${replicas.length + 1} copies`]),
    ...behind.map(({ name, lag = 0 }) => `${what} is not current on ${name} (lag ${lag})`),
  ];
}
