import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Tracks the connections of an HTTP server, so that closing it waits for pending responses only.
 * Node's closeIdleConnections leaves connections without a request (browsers open them in advance),
 * and those that become idle later, open for a minute.
 */
export class ConnectionDrainer {
  private readonly open = new Set<Socket>();
  private readonly busy = new Set<Socket>();
  private closing = false;

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => this.opened(socket));
    server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      this.busy.add(socket);
      response.once('close', () => this.responded(socket));
    });
  }

  /** Closes idle connections at once, and every other one after its response. */
  drain(): void {
    this.closing = true;
    for (const socket of this.open) if (!this.busy.has(socket)) socket.destroySoon();
  }

  private opened(socket: Socket): void {
    this.open.add(socket);
    socket.once('close', () => this.open.delete(socket));
    if (this.closing) socket.destroySoon();
  }

  private responded(socket: Socket): void {
    this.busy.delete(socket);
    if (this.closing) socket.destroySoon();
  }
}
