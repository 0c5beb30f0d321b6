import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { networkOf } from '../context/network.js';

const CONNECTIONS_PER_NETWORK = 400;
/** Connections to a public port. Each holds a file descriptor and a few kilobytes. */
const MAX_CONNECTIONS = 10_000;

/** Connections that one network may have to a public port. Behind a proxy the limit is the proxy's. */
export const connectionsPerNetwork = (trustProxy: boolean | string): number =>
  trustProxy === false ? CONNECTIONS_PER_NETWORK : Infinity;

/**
 * Closes further connections of a network at once: one client cannot occupy them all with slow
 * requests. `perNetwork`: see {@link connectionsPerNetwork}.
 */
export function limitConnections(server: Server, perNetwork: number): void {
  const open = new Map<string, number>();
  server.maxConnections = MAX_CONNECTIONS;
  server.prependListener('connection', (socket: Socket) => {
    const network = networkOf(socket.remoteAddress) ?? '';
    const count = (open.get(network) ?? 0) + 1;
    open.set(network, count);
    socket.once('close', () => {
      const left = (open.get(network) ?? 0) - 1;
      if (left > 0) open.set(network, left);
      else open.delete(network);
    });
    if (count > perNetwork) socket.destroy();
  });
}
