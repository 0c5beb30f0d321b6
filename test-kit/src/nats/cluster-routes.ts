import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from '../processes/free-port.js';

/**
 * How a node loses its connection with the others. `silent`: packets vanish and connections stay
 * open. `refused`: connections end, and new ones are refused. `receive_only`: the node receives, and what
 * it sends vanishes.
 */
export type Isolation = 'silent' | 'refused' | 'receive_only';

/**
 * The routes between the NATS nodes of a cluster on this machine. Each goes through a TCP proxy on
 * 127.0.0.1, so that a node can be cut off from the others while clients stay connected to it.
 */
export class ClusterRoutes {
  private constructor(
    /** On which the nodes accept routes. */
    readonly ports: readonly number[],
    private readonly links: readonly { from: number; to: number; proxy: TcpProxy }[],
  ) {}

  /**
   * Opens a proxy for each pair of an odd number of nodes. One node of a pair opens the route: NATS
   * recognises two routes between the same nodes by their addresses, which proxies change, and then
   * each node would end that of the other for ever. Each node opens one, which JetStream requires.
   */
  static async open(nodes: number): Promise<ClusterRoutes> {
    const ports = await Promise.all(Array.from({ length: nodes }, () => freePort()));
    const pairs = ports.flatMap((_, from) =>
      ports.flatMap((port, to) => {
        const distance = (to - from + nodes) % nodes;
        return distance > 0 && distance <= nodes / 2 ? [{ from, to, port }] : [];
      }),
    );
    const links = await Promise.all(
      pairs.map(async ({ from, to, port }) => ({ from, to, proxy: await TcpProxy.listen(port) })),
    );
    return new ClusterRoutes(ports, links);
  }

  /** URLs of the routes that a node opens. */
  from(node: number): string[] {
    return this.links
      .filter(({ from }) => from === node)
      .map(({ proxy }) => `nats://127.0.0.1:${proxy.port}`);
  }

  /** Cuts a node off from all others, until {@link heal}. */
  isolate(node: number, isolation: Isolation): void {
    for (const { from, to, proxy } of this.links) {
      if (from !== node && to !== node) continue;
      if (isolation === 'refused') proxy.refuse();
      else if (isolation === 'silent') proxy.hold({ requests: true, replies: true });
      // The node is the client of the routes that it opened, and the server of the others.
      else proxy.hold({ requests: from === node, replies: to === node });
    }
  }

  /** Connects all nodes again. What was held arrives. */
  heal(): void {
    for (const { proxy } of this.links) proxy.pass();
  }

  close(): void {
    for (const { proxy } of this.links) proxy.close();
  }
}

interface Held {
  requests: boolean;
  replies: boolean;
}

/** Passes TCP connections on to a port of 127.0.0.1. Held bytes wait and arrive later, in order. */
export class TcpProxy {
  private readonly pairs = new Set<{ client: Socket; target: Socket }>();
  private held: Held = { requests: false, replies: false };
  private refusing = false;

  private constructor(
    private readonly server: Server,
    readonly port: number,
    target: number,
  ) {
    server.on('connection', (client) => this.accept(client, target));
  }

  static async listen(target: number): Promise<TcpProxy> {
    const server = createServer();
    const port = await freePort();
    await once(server.listen(port, '127.0.0.1'), 'listening');
    return new TcpProxy(server, port, target);
  }

  /** Holds the bytes of one direction or both, also of new connections. */
  hold(held: Held): void {
    this.refusing = false;
    this.held = held;
    for (const pair of this.pairs) this.apply(pair);
  }

  /** Ends all connections and refuses new ones. */
  refuse(): void {
    this.refusing = true;
    this.endAll();
  }

  pass(): void {
    this.hold({ requests: false, replies: false });
  }

  close(): void {
    this.server.close();
    this.endAll();
  }

  private endAll(): void {
    for (const { client, target } of this.pairs) {
      client.destroy();
      target.destroy();
    }
  }

  private accept(client: Socket, port: number): void {
    if (this.refusing) return void client.on('error', () => undefined).destroy();
    const pair = { client, target: connect(port, '127.0.0.1') };
    this.pairs.add(pair);
    const sockets = [client, pair.target];
    for (const socket of sockets) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        this.pairs.delete(pair);
        for (const each of sockets) each.destroy();
      });
    }
    this.apply(pair);
  }

  private apply({ client, target }: { client: Socket; target: Socket }): void {
    pipeUnless(this.held.requests, client, target);
    pipeUnless(this.held.replies, target, client);
  }
}

function pipeUnless(held: boolean, from: Socket, to: Socket): void {
  from.unpipe(to);
  if (held) from.pause();
  else from.pipe(to);
}
