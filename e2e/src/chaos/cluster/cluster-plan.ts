import type { Isolation } from '@orderwire/test-kit';
import type { SeededRandom } from '../seeded-random.js';

/** One fault of a cluster. They are executed one after the other. */
export type ClusterFault =
  /** SIGKILL; it stays down for `seconds` and returns with its data. */
  | { kind: 'kill_node'; node: NodeChoice; seconds: number }
  /** The same, and it returns with an empty disk. */
  | { kind: 'empty_disk'; node: NodeChoice; seconds: number }
  /** Cut off from the other nodes for `seconds`. Clients stay connected to it. */
  | { kind: 'isolate'; node: NodeChoice; isolation: Isolation; seconds: number }
  | { kind: 'kill_replica'; service: string; replica: number }
  /** One replica of every service at a time, and then the nodes one by one. */
  | { kind: 'rolling_restart'; services: readonly string[]; nodes: number };

/** A node, or the one that leads the stream of all events at that time. */
export type NodeChoice = number | 'leader';

export const NODES = 3;
/** Of each service. */
export const REPLICAS = 2;

export const rollingServices = [
  'auth-ms',
  'products-ms',
  'payments-ms',
  'orders-ms',
  'notifications-ms',
  'invoices-ms',
  'shipping-ms',
  'insights-ms',
  'client-gateway',
] as const;

/** Two processes of each service, and three nodes of NATS. */
export const clusterReplicas: Record<string, number> = {
  ...Object.fromEntries(rollingServices.map((name) => [name, REPLICAS])),
  nats: NODES,
};

/** Kills of replicas per round. */
const KILLS = 6;

/**
 * Each fault of the cluster once per round, and kills of replicas between them, in an order and with
 * times that follow from the seed.
 */
export function planClusterFaults(random: SeededRandom, rounds: number): ClusterFault[] {
  return Array.from({ length: rounds }, (_, round) => planRound(random.derive(`round ${round}`))).flat();
}

function planRound(random: SeededRandom): ClusterFault[] {
  const node = (name: string) => random.derive(name).integer(0, NODES - 1);
  const seconds = (name: string) => random.derive(`${name} seconds`).integer(4, 20);
  const isolate = (isolation: Isolation, target: NodeChoice): ClusterFault => ({
    ...{ kind: 'isolate', node: target, isolation, seconds: seconds(`${isolation} ${target}`) },
  });
  const faults: ClusterFault[] = [
    { kind: 'kill_node', node: 'leader', seconds: seconds('kill leader') },
    { kind: 'kill_node', node: node('kill'), seconds: seconds('kill') },
    { kind: 'empty_disk', node: node('empty'), seconds: seconds('empty') },
    isolate('silent', 'leader'),
    isolate('refused', node('refused')),
    isolate('receive_only', node('receive_only')),
    ...Array.from({ length: KILLS }, (_, index): ClusterFault => {
      const own = random.derive(`replica ${index}`);
      const service = rollingServices[own.integer(0, rollingServices.length - 1)] ?? 'orders-ms';
      return { kind: 'kill_replica', service, replica: own.integer(0, REPLICAS - 1) };
    }),
    { kind: 'rolling_restart', services: rollingServices, nodes: NODES },
  ];
  return shuffled(random.derive('order'), faults);
}

function shuffled<Item>(random: SeededRandom, items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, rank: random.next() }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ item }) => item);
}

/** The fault in words, without what the seed draws. */
export function nameOfFault(fault: ClusterFault): string {
  switch (fault.kind) {
    case 'kill_node':
      return fault.node === 'leader' ? 'kill -9 of the stream leader' : 'kill -9 of a node';
    case 'empty_disk':
      return 'return of a node with an empty disk';
    case 'isolate':
      return `network partition (${fault.isolation})`;
    case 'kill_replica':
      return 'kill -9 of a replica';
    case 'rolling_restart':
      return 'rolling restart';
  }
}
