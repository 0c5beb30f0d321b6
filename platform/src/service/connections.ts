import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * The connections of an HTTP server, so that closing it waits for answers and for nothing else. Node's own
 * closeIdleConnections leaves those on which nothing was asked yet (browsers open them in advance), and those that
 * become idle later, open for a minute.
 */
export class Connections {
  private readonly open = new Set<Socket>();
  private readonly busy = new Set<Socket>();
  private closing = false;

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => this.opened(socket));
    server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      this.busy.add(socket);
      response.once('close', () => this.answered(socket));
    });
  }

  /** From now on a connection ends with the answer it waits for; one that waits for none ends at once. */
  hangUp(): void {
    this.closing = true;
    for (const socket of this.open) if (!this.busy.has(socket)) socket.destroySoon();
  }

  private opened(socket: Socket): void {
    this.open.add(socket);
    socket.once('close', () => this.open.delete(socket));
    if (this.closing) socket.destroySoon();
  }

  private answered(socket: Socket): void {
    this.busy.delete(socket);
    if (this.closing) socket.destroySoon();
  }
}
